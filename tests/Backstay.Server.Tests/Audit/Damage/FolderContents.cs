using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Tests.Audit.Damage;

/// <summary>All that a data folder's ledger says, and the state that it gives.</summary>
internal sealed record FolderContents(string[] Entries, string[] Texts, string[] Checkpoints, Digest State)
{
    /// <param name="data">The folder.</param>
    /// <param name="texts">The sealed texts to look up.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="LedgerBrokenException">It is not a sound ledger.</exception>
    public static async Task<FolderContents> ReadAsync(string data, IEnumerable<(long Seq, Digest Digest)> texts, CancellationToken ct)
    {
        await using var store = SqliteLedgerStore.OpenForReading(LedgerOf(data));
        return await ReadAsync(store, texts, ct);
    }

    /// <summary>The same by a store that was opened as a server opens it, which may write.</summary>
    public static async Task<FolderContents> StartAsync(string data, IEnumerable<(long Seq, Digest Digest)> texts, CancellationToken ct)
    {
        await using var store = SqliteLedgerStore.Open(LedgerOf(data));
        return await ReadAsync(store, texts, ct);
    }

    public bool Equals(FolderContents? other) => other is not null && State == other.State
        && Entries.SequenceEqual(other.Entries) && Texts.SequenceEqual(other.Texts) && Checkpoints.SequenceEqual(other.Checkpoints);

    public override int GetHashCode() => State.GetHashCode();

    private static string LedgerOf(string data) => Path.Combine(data, "ledger", "default.db");

    private static async Task<FolderContents> ReadAsync(SqliteLedgerStore store, IEnumerable<(long Seq, Digest Digest)> texts, CancellationToken ct)
    {
        var entries = new List<string>();
        var folded = await LedgerReplay.FoldAsync(
            store, WorldState.Empty, await store.GetHeadAsync(ct), record => entries.Add($"{record.LeafHash} {Encoding.UTF8.GetString(record.Bytes.Span)}"), ct);
        if (!folded.IsOk)
        {
            throw new LedgerBrokenException(folded.Problem.Message, inner: null);
        }

        var found = new List<string>();
        foreach (var (seq, digest) in texts)
        {
            var text = await store.FindSealedTextAsync(seq, digest, ct);
            found.Add($"{seq} {digest} {text?.Text} {(text is null ? "" : Convert.ToHexString(text.Salt.Span))}");
        }

        var checkpoints = await store.ReadCheckpointsAsync(ct);
        return new FolderContents([.. entries], [.. found], [.. checkpoints.Select(kept => $"{kept.Size} {kept.Note}")], folded.Value.ComputeDigest());
    }
}
