using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Derives the reproducibility hash, v1: SHA-256 of the JCS form of
/// <c>{"code":{"commit","dirty","entryPoint","repository"},"data":[{"digest","role","slice"}],"environment",
/// "hyperparameters":{},"initialisedFrom":[],"seeds":{},"v":1}</c>. All members are present, null where unknown; arrays
/// are sorted by their elements' JCS form. Data and initialisedFrom are content digests, so that a version under
/// another name is the same input; the environment is its behaviour digest.
/// </summary>
public static class Reproducibility
{
    /// <summary>Null for versions that are no models. What the fact refers to must be registered in <paramref name="registry"/>.</summary>
    public static ReproducibilityHash? HashOf(VersionRegistered fact, RegistryState registry)
    {
        if (fact.Version.Asset.Kind != AssetKind.Model)
        {
            return null;
        }

        var environment = fact.Inputs.TrainedIn is { } id && registry.TryFind(id, out var trainedIn)
            ? trainedIn.Fact.Behaviour
            : null;
        var isPartial = fact.Inputs.Code?.Commit is null || fact.Inputs.Data.IsEmpty || environment is null;
        return new ReproducibilityHash(Digest.Of(ReproducibilityForm.Of(fact.Inputs, environment, registry)), isPartial);
    }
}
