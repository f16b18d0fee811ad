using Backstay.Core.Ledger;
using Backstay.Core.World.Sequencing;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>
/// What the control plane knows of all that only grows, folded in the most obvious way: every entry at once into immutable
/// dictionaries and lists. It knows the facts and nothing of the product's state, neither its logs nor what is pending on top of
/// them; each of its roots is whole in itself. The oracle that the product's roots are compared with.
/// </summary>
internal sealed record PlainState(
    long Position, DateTimeOffset Time, PlainVersions Versions, PlainEdges Edges, PlainScorecards Scorecards, PlainCommands Commands)
{
    public static PlainState Empty { get; } =
        new(0, DateTimeOffset.UnixEpoch, PlainVersions.Empty, PlainEdges.Empty, PlainScorecards.Empty, PlainCommands.Empty);

    public PlainState Apply(LedgerRecord record)
    {
        var (entry, fact) = LedgerReplay.Decode(record).Value;
        return new PlainState(
            entry.Seq, entry.Time, Versions.Apply(entry, fact), Edges.Apply(fact), Scorecards.Apply(entry, fact), Commands.Apply(entry));
    }
}
