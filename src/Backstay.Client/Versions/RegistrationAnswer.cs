using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>A registered version and what the registry has to say about it.</summary>
/// <param name="Created">False where the same registration was there before.</param>
/// <param name="SameContentAs">Versions of its kind, registered earlier, with the same content: the first 20.</param>
/// <param name="SameContentCount">How many of those there are.</param>
/// <param name="TrainedBeforeAs">
/// Versions registered earlier that come from the same training: the first 20. Empty, and without meaning, where the
/// reproducibility hash is partial.
/// </param>
/// <param name="TrainedBeforeCount">How many of those there are.</param>
public sealed record RegistrationAnswer(
    bool Created,
    VersionAnswer Version,
    ImmutableArray<VersionId> SameContentAs,
    int SameContentCount,
    ImmutableArray<VersionId> TrainedBeforeAs,
    int TrainedBeforeCount);
