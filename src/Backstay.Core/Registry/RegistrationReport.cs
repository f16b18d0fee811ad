namespace Backstay.Core.Registry;

/// <summary>What the registry has to say about a registered version.</summary>
/// <param name="Reproducibility">
/// Null where nothing was trained. Where it is partial, "was this trained before?" has no answer.
/// </param>
/// <param name="SameContentAs">Versions of the same kind, registered earlier, with the same content.</param>
/// <param name="TrainedBeforeAs">Versions registered earlier that come from the same training.</param>
public sealed record RegistrationReport(
    VersionId Version,
    long Position,
    ReproducibilityHash? Reproducibility,
    EarlierVersions SameContentAs,
    EarlierVersions TrainedBeforeAs);
