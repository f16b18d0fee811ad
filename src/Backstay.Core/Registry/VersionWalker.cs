using System.Runtime.CompilerServices;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Walks over the payload of a registration in the one form that the ledger has it in. A replay meets one for each version that
/// ever was: one walk says that the bytes are canonical and what they hold.
/// </summary>
internal static class VersionWalker
{
    [ThreadStatic]
    private static RecentValues? _modelsOfThisThread;

    [ThreadStatic]
    private static WalkedReference[]? _referencesOfThisThread;

    /// <summary>Null for whatever is not exactly as expected, or too rare to be known here: the general reader is the judge of it.</summary>
    /// <param name="bytes">Begin with the payload and go on behind it.</param>
    /// <param name="length">The payload's.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static IFact? TryWalk(ReadOnlyMemory<byte> bytes, out int length)
    {
        var walk = new CanonicalWalk(bytes);
        walk.Expect("{\"behaviour\":"u8);
        var behaviour = walk.DigestOrNull();
        walk.Expect(",\"content\":"u8);
        var content = walk.Content();
        walk.Expect(",\"fileCount\":"u8);
        var fileCount = walk.Integer();
        walk.Expect(",\"files\":"u8);
        var (files, onlyFile) = Files(ref walk);
        var references = new References(_referencesOfThisThread ??= new WalkedReference[References.Most]);
        walk.Expect(",\"inputs\":{\"code\":"u8);
        var code = Code(ref walk);
        walk.Expect(",\"codeVersion\":"u8);
        references.AddOrNull(ref walk, ReferenceKind.CodeVersion);
        walk.Expect(",\"data\":"u8);
        references.AddData(ref walk);
        walk.Expect(",\"derivedFrom\":"u8);
        references.AddAll(ref walk, ReferenceKind.DerivedFrom);
        walk.Expect(",\"hyperparameters\":"u8);
        var hyperparameters = walk.IsNull() ? default : walk.Object();
        walk.Expect(",\"initialisedFrom\":"u8);
        references.AddAll(ref walk, ReferenceKind.InitialisedFrom);
        walk.Expect(",\"processedBy\":"u8);
        references.AddAll(ref walk, ReferenceKind.ProcessedBy);
        walk.Expect(",\"seeds\":"u8);
        var seeds = walk.ObjectOfTexts();
        walk.Expect(",\"trainedIn\":"u8);
        references.AddOrNull(ref walk, ReferenceKind.TrainedIn);
        walk.Expect("},\"model\":"u8);
        var model = walk.IsNull() ? default : walk.Value(_modelsOfThisThread ??= new RecentValues(), IsModel);
        walk.Expect(",\"owner\":"u8);
        var owner = walk.Text();
        walk.Expect(",\"purpose\":"u8);
        var purpose = walk.Digest();
        walk.Expect(",\"size\":"u8);
        var size = walk.Integer();
        walk.Expect(",\"supersedes\":"u8);
        references.AddOrNull(ref walk, ReferenceKind.Supersedes);
        walk.Expect(",\"version\":"u8);
        var version = References.Version(ref walk);
        walk.Expect(",\"why\":"u8);
        var why = walk.Digest();
        walk.Expect("}"u8);
        length = walk.At;
        return walk.IsSound && references.IsSound && version is { } id && fileCount <= int.MaxValue
            ? new WalkedVersion
            {
                Payload = bytes[..length],
                Version = id,
                Content = content,
                Behaviour = behaviour,
                FileCount = (int)fileCount,
                Files = files,
                OnlyFile = onlyFile,
                Code = code,
                References = references.Taken(),
                Hyperparameters = hyperparameters,
                Seeds = seeds,
                Model = model,
                Owner = owner,
                Purpose = purpose,
                Size = size,
                Why = why,
            }
            : null;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static (ReadOnlyMemory<byte> All, WalkedFile? Only) Files(ref CanonicalWalk walk)
    {
        var start = walk.At;
        WalkedFile? only = null;
        walk.Expect("["u8);
        for (var isFirst = true; walk.IsSound && !walk.TryPass("]"u8); isFirst = false)
        {
            walk.Expect(isFirst ? "{\"path\":"u8 : ",{\"path\":"u8);
            var path = walk.Text();
            walk.Expect(",\"sha256\":\""u8);
            var digest = walk.Hex();
            walk.Expect("\",\"size\":"u8);
            var size = walk.Integer();
            walk.Expect("}"u8);
            only = isFirst ? new WalkedFile(path, digest, size) : null;
        }

        return (walk.Since(start), only);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static WalkedCode? Code(ref CanonicalWalk walk)
    {
        if (walk.IsNull())
        {
            return null;
        }

        walk.Expect("{\"commit\":"u8);
        var commit = walk.TextOrNull();
        walk.Expect(",\"dirty\":"u8);
        var dirty = walk.DigestOrNull();
        walk.Expect(",\"entryPoint\":"u8);
        var entryPoint = walk.TextOrNull();
        walk.Expect(",\"repository\":"u8);
        var repository = walk.TextOrNull();
        walk.Expect("}"u8);
        return new WalkedCode(commit, dirty, entryPoint, repository);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static bool IsModel(ReadOnlySpan<byte> value)
    {
        try
        {
            return WordCache.OfThisThread.Model(value) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The references of one registration, gathered in a place that is used again for the next.</summary>
    private ref struct References(WalkedReference[] place)
    {
        /// <summary>Rarely are there more than a few; then the general reader comes.</summary>
        public const int Most = 64;

        private int _count;

        public bool IsSound { get; private set; } = true;

        [MethodImpl(Compiled.AtOnce)]
        public readonly WalkedReference[] Taken() => _count == 0 ? [] : place.AsSpan(0, _count).ToArray();

        [MethodImpl(Compiled.AtOnce)]
        public void AddOrNull(ref CanonicalWalk walk, ReferenceKind kind)
        {
            if (!walk.IsNull())
            {
                Add(ref walk, kind);
            }
        }

        [MethodImpl(Compiled.AtOnce)]
        public void AddAll(ref CanonicalWalk walk, ReferenceKind kind)
        {
            walk.Expect("["u8);
            for (var isFirst = true; walk.IsSound && IsSound && !walk.TryPass("]"u8); isFirst = false)
            {
                if (!isFirst)
                {
                    walk.Expect(","u8);
                }

                Add(ref walk, kind);
            }
        }

        [MethodImpl(Compiled.AtOnce)]
        public void AddData(ref CanonicalWalk walk)
        {
            walk.Expect("["u8);
            for (var isFirst = true; walk.IsSound && IsSound && !walk.TryPass("]"u8); isFirst = false)
            {
                walk.Expect(isFirst ? "{\"digest\":"u8 : ",{\"digest\":"u8);
                var digest = walk.Content();
                walk.Expect(",\"role\":"u8);
                var role = walk.Text();
                walk.Expect(",\"slice\":"u8);
                var slice = walk.TextOrNull();
                walk.Expect(",\"version\":"u8);
                Add(Version(ref walk) is { } version ? new WalkedReference(ReferenceKind.Data, version, digest, role, slice) : null);
                walk.Expect("}"u8);
            }
        }

        [MethodImpl(Compiled.AtOnce)]
        public static VersionId? Version(ref CanonicalWalk walk) =>
            WordCache.OfThisThread.TryVersion(walk.Text().Span, out var version) ? version : null;

        [MethodImpl(Compiled.AtOnce)]
        private void Add(ref CanonicalWalk walk, ReferenceKind kind) =>
            Add(Version(ref walk) is { } version ? new WalkedReference(kind, version) : null);

        [MethodImpl(Compiled.AtOnce)]
        private void Add(WalkedReference? reference)
        {
            IsSound = IsSound && reference is not null && _count < Most;
            if (IsSound && reference is { } known)
            {
                place[_count++] = known;
            }
        }
    }
}
