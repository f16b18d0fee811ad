using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Server.Audit;
using Backstay.Server.Versions;

namespace Backstay.Server.Backups;

/// <summary>The objects that go into a backup: those that were there when the ledger had been copied, so all that its entries name.</summary>
internal sealed class SavedObjects(string dataFolder, IReadOnlyList<Digest> all, Func<CancellationToken, Task<ObjectUses>> readUses)
{
    public IReadOnlyList<Digest> All => all;

    /// <param name="ledger">Says what uses an object.</param>
    /// <exception cref="IOException">A folder of them can't be listed.</exception>
    public static async Task<SavedObjects> ListAsync(string dataFolder, IObjectStore store, ILedgerStore ledger, CancellationToken ct)
    {
        var all = new List<Digest>();
        await foreach (var (digest, _) in store.ListAsync(ct))
        {
            all.Add(digest);
        }

        return new SavedObjects(dataFolder, all, token => ObjectUses.ReadAsync(ledger, new VersionContents(store), token));
    }

    /// <summary>Its bytes as they are stored.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    public Stream Open(Digest digest) => File.OpenRead(Path.Combine(dataFolder, BackupPaths.Of(digest)));

    /// <summary>A message without the data folder's place.</summary>
    public string Shown(string message) => message.Replace(dataFolder.TrimEnd('/') + "/", "", StringComparison.Ordinal);

    /// <summary>Says of each what uses it. Reads the ledger, where there is any.</summary>
    public async Task<IReadOnlyList<UnreadableObject>> NameUsesAsync(IReadOnlyList<UnreadableObject> unreadable, CancellationToken ct)
    {
        if (unreadable.Count == 0)
        {
            return unreadable;
        }

        var uses = await readUses(ct);
        return [.. unreadable.Select(lost => lost with { Uses = uses.SentenceOf(lost.Object) })];
    }
}
