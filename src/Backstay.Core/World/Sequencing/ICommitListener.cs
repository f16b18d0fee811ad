namespace Backstay.Core.World.Sequencing;

/// <summary>
/// Hears of every committed batch, in order, after the new root is published and before any of its commands is
/// acknowledged: so a routing table is swapped before the rollback that moved it is answered. Called on the
/// sequencer's own thread: must be quick and must not throw.
/// </summary>
public interface ICommitListener
{
    void OnCommitted(CommittedBatch batch);
}
