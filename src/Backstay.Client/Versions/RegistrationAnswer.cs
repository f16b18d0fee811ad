using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>A registered version and what the registry has to say about it.</summary>
/// <param name="Created">False where the same registration was there before.</param>
/// <param name="SameContentAs">Versions of its kind, registered earlier, with the same content.</param>
/// <param name="TrainedBeforeAs">
/// Versions registered earlier that come from the same training. Empty, and without meaning, where the
/// reproducibility hash is partial.
/// </param>
public sealed record RegistrationAnswer(
    bool Created,
    VersionAnswer Version,
    ImmutableArray<VersionId> SameContentAs,
    ImmutableArray<VersionId> TrainedBeforeAs);
