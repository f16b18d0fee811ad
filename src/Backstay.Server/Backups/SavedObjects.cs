using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Server.Audit;
using Backstay.Server.Versions;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Server.Backups;

/// <summary>
/// The objects that go into a backup: those that were there when the ledger had been copied, and all that its entries need, whether
/// they are seen or not. So one that is missing is tried, and named, and one whose folder can't be listed is saved by its name.
/// </summary>
/// <param name="uses">What the entries of the backup need.</param>
internal sealed class SavedObjects(string dataFolder, IReadOnlyList<Digest> all, ImmutableArray<UnlistedFolder> unlisted, ObjectUses uses)
{
    /// <summary>In their order.</summary>
    public IReadOnlyList<Digest> All => all;

    public ImmutableArray<UnlistedFolder> Unlisted => unlisted;

    /// <param name="store">Says which objects are in doubt. What no entry needs is left out then: nobody was told that it is there.</param>
    /// <param name="ledger">Says what uses an object, up to <paramref name="position"/>: what comes later may need what is not listed here.</param>
    public static async Task<SavedObjects> ListAsync(string dataFolder, IObjectStore store, ILedgerStore ledger, long position, CancellationToken ct)
    {
        var unlisted = new List<UnlistedFolder>();
        var all = new SortedSet<Digest>();
        foreach (var digest in FolderObjectNames.List(dataFolder, (folder, why) => unlisted.Add(new UnlistedFolder(folder, Shown(dataFolder, why.Message)))))
        {
            if (await store.FindAsync(digest, ct) is not null)
            {
                all.Add(digest);
            }
        }

        // Lists of files are read as they lie there, as everything else that is saved.
        var uses = await ObjectUses.ReadAsync(ledger, new VersionContents(FolderObjectStore.OpenForReading(dataFolder)), position, ct);
        all.UnionWith(uses.Objects);
        return new SavedObjects(dataFolder, [.. all], [.. unlisted], uses);
    }

    /// <summary>Its bytes as they are stored.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    public Stream Open(Digest digest) => File.OpenRead(Path.Combine(dataFolder, BackupPaths.Of(digest)));

    /// <summary>One whose bytes could not be had.</summary>
    public UnreadableObject Lost(Digest digest, Exception failure) =>
        Lost(digest, failure is FileNotFoundException or DirectoryNotFoundException ? $"There is no file {BackupPaths.Of(digest)}." : failure.Message);

    /// <param name="why">Names the data folder's place or not; it is left out.</param>
    public UnreadableObject Lost(Digest digest, string why) => new(digest, Shown(dataFolder, why), uses.SentenceOf(digest));

    private static string Shown(string dataFolder, string message) => message.Replace(dataFolder.TrimEnd('/') + "/", "", StringComparison.Ordinal);
}
