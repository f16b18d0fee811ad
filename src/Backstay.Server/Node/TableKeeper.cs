using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Tables;
using Backstay.Server.Degraded;

namespace Backstay.Server.Node;

/// <summary>
/// Compiles and swaps the routing table, before the command that moved it is acknowledged; only where something that
/// it depends on changed. What it takes to serve without the ledger is kept first, so that it is never behind the table.
/// </summary>
/// <param name="ledger">The ledger's name in its checkpoints, and its Merkle root at a position.</param>
internal sealed class TableKeeper(
    GatewayTables tables, ReleaseRuntimes runtimes, LastTable last, (string Origin, Func<long, Digest> RootAt) ledger) : ICommitListener
{
    public void Publish(WorldState world) => tables.Swap(Keep(world), runtimes);

    public void OnCommitted(CommittedBatch batch)
    {
        if (TableCompiler.IsAffected(batch.Before, batch.After))
        {
            Publish(batch.After);
        }
        else if (!ReferenceEquals(batch.Before.Governance, batch.After.Governance))
        {
            // Who may call is part of what it takes to serve.
            Keep(batch.After);
        }
    }

    private RoutingTable Keep(WorldState world)
    {
        var table = TableCompiler.Compile(world);
        last.Keep(ServingImage.Of(world, table, ledger.Origin, ledger.RootAt(world.Position)));
        return table;
    }
}
