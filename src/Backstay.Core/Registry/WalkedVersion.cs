using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// A registration that was walked over and not read: what the fold needs of it, and where the rest lies in its payload. A
/// replay folds these; whoever wants the fact itself gets it with <see cref="Read"/>.
/// </summary>
internal sealed class WalkedVersion : IFact
{
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required VersionId Version { get; init; }

    public required ContentDigest Content { get; init; }

    public required Digest? Behaviour { get; init; }

    public required int FileCount { get; init; }

    /// <summary>The list of files as it stands in the payload.</summary>
    public required ReadOnlyMemory<byte> Files { get; init; }

    /// <summary>The only file, where there is only one.</summary>
    public required WalkedFile? OnlyFile { get; init; }

    public required WalkedCode? Code { get; init; }

    /// <summary>In the order of the payload: data, then the others by their kind.</summary>
    public required ReadOnlyMemory<WalkedReference> References { get; init; }

    /// <summary>The object as it stands in the payload; empty where it is null.</summary>
    public required ReadOnlyMemory<byte> Hyperparameters { get; init; }

    /// <summary>The object as it stands in the payload.</summary>
    public required ReadOnlyMemory<byte> Seeds { get; init; }

    /// <summary>The object as it stands in the payload; empty where it is null.</summary>
    public required ReadOnlyMemory<byte> Model { get; init; }

    public required ReadOnlyMemory<byte> Owner { get; init; }

    public required Digest Purpose { get; init; }

    public required long Size { get; init; }

    public required Digest Why { get; init; }

    /// <summary>The fact itself.</summary>
    public VersionRegistered Read() => VersionPayload.Read(Payload.Span);
}

/// <summary>A file of a content; its path as UTF-8.</summary>
internal readonly record struct WalkedFile(ReadOnlyMemory<byte> Path, Digest Sha256, long Size);

/// <summary>A <see cref="CodeReference"/>, its texts as UTF-8.</summary>
internal sealed record WalkedCode(
    ReadOnlyMemory<byte>? Commit, Digest? Dirty, ReadOnlyMemory<byte>? EntryPoint, ReadOnlyMemory<byte>? Repository);

/// <summary>What a version refers to another as, in the order in which a payload names them.</summary>
internal enum ReferenceKind : byte
{
    CodeVersion,
    Data,
    DerivedFrom,
    InitialisedFrom,
    ProcessedBy,
    TrainedIn,
    Supersedes,
}

/// <summary>Another version that a registration names; the digest, the role and the slice only of data.</summary>
internal readonly record struct WalkedReference(
    ReferenceKind Kind, VersionId Version, ContentDigest Digest = default, ReadOnlyMemory<byte> Role = default, ReadOnlyMemory<byte>? Slice = null);
