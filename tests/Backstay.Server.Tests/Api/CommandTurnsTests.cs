using Backstay.Server.Api;

namespace Backstay.Server.Tests.Api;

public sealed class CommandTurnsTests
{
    [Fact]
    public async Task Those_of_one_key_go_in_the_order_in_which_they_came_and_others_do_not_wait()
    {
        var turns = new CommandTurns();
        var first = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var order = new List<int>();
        Task<int> Add(int number, Task<int> until) => turns.RunAsync("a", async () =>
        {
            await until;
            order.Add(number);
            return number;
        });

        Task<int>[] all = [Add(1, first.Task), Add(2, Task.FromResult(0)), Add(3, Task.FromResult(0))];
        Assert.Equal(7, await turns.RunAsync("b", () => Task.FromResult(7)));
        Assert.All(all, one => Assert.False(one.IsCompleted));
        first.SetResult(0);
        await Task.WhenAll(all);

        Assert.Equal([1, 2, 3], order);
        Assert.Equal(0, turns.Count);
    }

    [Fact]
    public async Task One_that_fails_gives_its_turn_on()
    {
        var turns = new CommandTurns();
        var failed = turns.RunAsync<int>("a", async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("on purpose");
        });
        var next = turns.RunAsync("a", () => Task.FromResult(2));

        Assert.Equal(2, await next);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        Assert.Equal(0, turns.Count);
    }
}
