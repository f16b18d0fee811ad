using Backstay.Core.World.Sequencing;

namespace Backstay.Core.Tests.World;

/// <summary>Keeps what a listener hears.</summary>
internal sealed class HeardCommits : ICommitListener
{
    public List<CommittedBatch> Batches { get; } = [];

    public void OnCommitted(CommittedBatch batch) => Batches.Add(batch);
}
