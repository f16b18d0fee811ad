using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>A submitted command, and the answer that its caller waits for.</summary>
internal sealed class PendingCommand(Submission submission)
{
    private readonly TaskCompletionSource<Result<CommandReceipt>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Submission Submission { get; } = submission;

    public Task<Result<CommandReceipt>> Answer => _answer.Task;

    /// <summary>The first answer counts.</summary>
    public void Tell(Result<CommandReceipt> answer) => _answer.TrySetResult(answer);
}
