using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Degraded;

/// <summary>Whether the ledger that was found is the one that this data folder had.</summary>
internal static class LedgerPresence
{
    /// <summary>Whether the folder has or had a ledger. What is asked for is made by every node, and only once it has its name and keys.</summary>
    public static bool HadLedger(DataLayout layout, string workspace) =>
        new FileInfo(layout.LedgerOf(workspace)) is { Exists: true, Length: > 0 } || File.Exists(layout.Table) || File.Exists(layout.Escapes);

    /// <summary>Refuses to begin a new ledger where there was one. Asked before the ledger is opened.</summary>
    /// <remarks>What is asked for is made by every node, and only once its ledger is open.</remarks>
    /// <exception cref="LedgerGoneException">The folder had a ledger, and has none or an empty file.</exception>
    public static void RequireIfEver(DataLayout layout, string workspace)
    {
        var file = new FileInfo(layout.LedgerOf(workspace));
        if (file is not { Exists: true, Length: > 0 } && !Directory.Exists(file.FullName) && (File.Exists(layout.Table) || File.Exists(layout.Escapes)))
        {
            throw new LedgerGoneException(file.FullName);
        }
    }

    /// <summary>
    /// Refuses a ledger whose kept checkpoints all name another installation: on it this one would sign another's history. Asked
    /// before it is replayed. A ledger without checkpoints names nobody.
    /// </summary>
    /// <exception cref="LedgerForeignException">It is another's.</exception>
    public static async Task RequireOwnAsync(ILedgerStore ledger, string origin, CancellationToken ct)
    {
        var origins = (await ledger.ReadCheckpointsAsync(ct)).Select(kept => OriginOf(kept.Note)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (origins.Count > 0 && !origins.Contains(origin))
        {
            throw new LedgerForeignException($"The ledger's checkpoints are those of '{string.Join("', '", origins.Order(StringComparer.Ordinal))}'; this installation is '{origin}'.");
        }
    }

    /// <summary>The log that a kept note is of; null where it can't be read.</summary>
    public static string? OriginOf(string note) =>
        SignedNote.Parse(note).Then(signed => Checkpoint.Parse(signed.Text)).TryGet(out var checkpoint, out _) ? checkpoint.Origin : null;

    /// <summary>Refuses a ledger that ends before what this node has served from, or that differs there.</summary>
    /// <exception cref="LedgerBehindException">It does.</exception>
    public static void RequireSame(LedgerSession ledger, Result<ServingImage> last)
    {
        if (last is not { IsOk: true, Value.Head: { Position: > 0 } head })
        {
            return;
        }

        if (head.Origin != ledger.Origin)
        {
            throw new LedgerBehindException($"The ledger is that of '{ledger.Origin}'; this node has served from that of '{head.Origin}'.");
        }

        if (ledger.Current.Position < head.Position)
        {
            throw new LedgerBehindException($"The ledger ends at {ledger.Current.Position}, but this node has served from its position {head.Position}: entries are lost.");
        }

        if (ledger.Tree.RootAt(head.Position) != head.Root)
        {
            throw new LedgerBehindException($"The ledger's first {head.Position} entries are not those that this node has served from.");
        }
    }
}
