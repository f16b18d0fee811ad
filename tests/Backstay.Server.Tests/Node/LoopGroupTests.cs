using Backstay.Server.Node;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backstay.Server.Tests.Node;

/// <summary>What becomes of the node when one of its loops fails.</summary>
public sealed class LoopGroupTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loop_without_which_no_promise_can_be_kept_is_the_nodes_failure()
    {
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loops = new LoopGroup(failed.SetResult, TimeProvider.System, NullLogger<LoopGroup>.Instance);

        loops.Start("judge", _ => throw new InvalidOperationException("out of order"));

        Assert.Equal("out of order", (await failed.Task.WaitAsync(Long, Ct)).Message);
    }

    [Fact]
    public async Task A_loop_beside_begins_anew_and_the_node_goes_on()
    {
        Exception? failed = null;
        var runs = 0;
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loops = new LoopGroup(failure => failed = failure, new AtOnceTime(), NullLogger<LoopGroup>.Instance);

        loops.StartBeside("history", async ct =>
        {
            if (++runs < 3)
            {
                throw new InvalidOperationException("out of order");
            }

            again.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        });
        await again.Task.WaitAsync(Long, Ct);
        await loops.DisposeAsync();

        Assert.Equal(3, runs);
        Assert.Null(failed);
    }

    /// <summary>Every pause is over at once.</summary>
    private sealed class AtOnceTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
