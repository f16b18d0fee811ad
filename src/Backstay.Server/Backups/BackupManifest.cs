using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;

namespace Backstay.Server.Backups;

/// <summary>The last file of a backup: what it holds and of which moment. Without it a backup is not whole.</summary>
/// <param name="Format">Version of this form; a reader refuses those that it does not know.</param>
/// <param name="Backstay">The version that wrote it.</param>
/// <param name="Origin">The ledger's name in its checkpoints.</param>
/// <param name="Position">The ledger's last entry.</param>
/// <param name="Root">Its Merkle root there.</param>
/// <param name="Checkpoint">A signed note, kept in the ledger too, of that size or a little less.</param>
/// <param name="Damaged">Objects whose stored bytes were not what their names say; their bytes are in the backup as they were.</param>
public sealed record BackupManifest(
    int Format,
    string Backstay,
    DateTimeOffset Time,
    string Origin,
    long Position,
    Digest Root,
    string Checkpoint,
    bool Telemetry,
    bool Keys,
    ImmutableArray<BackupFile> Files,
    ImmutableArray<string> Damaged)
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    /// <summary>Objects that are missing or could not be read: left out, or zeros stand for some of their bytes.</summary>
    public ImmutableArray<UnreadableObject> Unreadable { get; init; } = [];

    /// <summary>Folders of objects that could not be listed: what is in them that no entry needs is not in the backup.</summary>
    public ImmutableArray<UnlistedFolder> Unlisted { get; init; } = [];

    /// <summary>Whether every object is in it with the bytes that its name says: all that could be listed and all that entries need.</summary>
    [JsonIgnore]
    public bool HasAllObjects => Damaged.IsEmpty && Unreadable.IsEmpty && Unlisted.IsEmpty;
}

/// <param name="Why">What the disk said.</param>
/// <param name="Uses">Who needs it, in a sentence.</param>
public sealed record UnreadableObject(Digest Object, string Why, string Uses);

/// <param name="Folder">Relative to the data folder.</param>
/// <param name="Why">What the disk said.</param>
public sealed record UnlistedFolder(string Folder, string Why);

/// <param name="Path">Relative to the data folder.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of the file's bytes.</param>
public sealed record BackupFile(string Path, long Size, Digest Sha256);
