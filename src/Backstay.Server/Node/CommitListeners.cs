using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Node;

/// <summary>
/// Everybody who hears of commits, in the order in which they were added. Completed before the sequencer runs, since
/// some listeners can only be made once the ledger is open.
/// </summary>
internal sealed class CommitListeners : ICommitListener
{
    private readonly List<ICommitListener> _listeners = [];

    public T Add<T>(T listener)
        where T : ICommitListener
    {
        _listeners.Add(listener);
        return listener;
    }

    public void OnCommitted(CommittedBatch batch)
    {
        foreach (var listener in _listeners)
        {
            listener.OnCommitted(batch);
        }
    }
}
