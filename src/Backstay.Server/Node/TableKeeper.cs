using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Tables;

namespace Backstay.Server.Node;

/// <summary>
/// Compiles and swaps the routing table, before the command that moved it is acknowledged; only where something that
/// it depends on changed.
/// </summary>
internal sealed class TableKeeper(GatewayTables tables, ReleaseRuntimes runtimes) : ICommitListener
{
    public void Publish(WorldState world) => tables.Swap(TableCompiler.Compile(world), runtimes);

    public void OnCommitted(CommittedBatch batch)
    {
        if (TableCompiler.IsAffected(batch.Before, batch.After))
        {
            Publish(batch.After);
        }
    }
}
