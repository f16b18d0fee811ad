using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// A quick hash over some of what a reproducibility hash digests: trainings that are the same have the same key, and few others
/// do. It needs nothing but the registration itself, so that a replay need not derive the hash of every version there ever was:
/// versions are found by the key and compared by the hash. Good within one process only.
/// </summary>
internal static class TrainingKey
{
    /// <summary>Null where the hash would be partial, and never says "the same training".</summary>
    public static long? Of(VersionRegistered fact)
    {
        var inputs = fact.Inputs;
        if (fact.Version.Asset.Kind != AssetKind.Model || inputs.Code?.Commit is not { } commit || inputs.Data.IsEmpty || inputs.TrainedIn is null)
        {
            return null;
        }

        var data = 0;
        foreach (var reference in inputs.Data)
        {
            data += reference.Digest.GetHashCode();
        }

        var hyperparameters = inputs.Hyperparameters is { } given ? CanonicalJson.Canonicalize(given).Value.Span : default;
        var seeds = new ByteBuffer();
        var json = new CanonicalWriter(seeds);
        json.Seeds(inputs.Seeds);
        return Of(Encoding.UTF8.GetBytes(commit), data, hyperparameters, seeds.Written);
    }

    /// <summary>The same for the same registration.</summary>
    public static long? Of(WalkedVersion walked)
    {
        if (walked.Version.Asset.Kind != AssetKind.Model || walked.Code?.Commit is not { } commit)
        {
            return null;
        }

        var (data, hasData, hasEnvironment) = (0, false, false);
        foreach (ref readonly var reference in walked.References.Span)
        {
            hasEnvironment |= reference.Kind == ReferenceKind.TrainedIn;
            if (reference.Kind == ReferenceKind.Data)
            {
                data += reference.Digest.GetHashCode();
                hasData = true;
            }
        }

        return hasData && hasEnvironment ? Of(commit.Span, data, walked.Hyperparameters.Span, walked.Seeds.Span) : null;
    }

    /// <param name="data">Their order means nothing: the sum of their hashes.</param>
    /// <param name="seeds">With them a sweep over seeds has as many keys as trainings.</param>
    private static long Of(ReadOnlySpan<byte> commit, int data, ReadOnlySpan<byte> hyperparameters, ReadOnlySpan<byte> seeds)
    {
        var (first, second) = (default(HashCode), default(HashCode));
        first.AddBytes(commit);
        first.Add(data);
        second.AddBytes(hyperparameters);
        second.AddBytes(seeds);
        return ((long)first.ToHashCode() << 32) | (uint)second.ToHashCode();
    }
}
