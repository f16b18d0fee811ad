using Backstay.Core.Primitives;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Storage.Tests.Objects;

public sealed class PutTurnsTests
{
    private static readonly Digest A = Digest.Parse(new string('a', 64));
    private static readonly Digest Neighbour = Digest.Parse("aa" + new string('b', 62));

    private readonly PutTurns _turns = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_same_object_waits_and_only_until_its_turn()
    {
        var first = await _turns.TakeAsync(A, Ct);
        var second = _turns.TakeAsync(A, Ct);
        var third = _turns.TakeAsync(A, Ct);
        using (await _turns.TakeAsync(Neighbour, Ct))
        {
            Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));
        }

        first.Dispose();
        var next = await Task.WhenAny(second, third);
        Assert.NotEqual(second.IsCompleted, third.IsCompleted);

        (await next).Dispose();
        (await (next == second ? third : second)).Dispose();
        (await _turns.TakeAsync(A, Ct)).Dispose();
    }

    [Fact]
    public async Task One_that_does_not_wait_any_longer_holds_up_nobody()
    {
        using var gone = new CancellationTokenSource();
        var first = await _turns.TakeAsync(A, Ct);
        var second = _turns.TakeAsync(A, gone.Token);
        var third = _turns.TakeAsync(A, Ct);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();

        (await third).Dispose();
    }
}
