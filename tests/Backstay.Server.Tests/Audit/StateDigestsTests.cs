using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Server.Audit;

namespace Backstay.Server.Tests.Audit;

/// <summary>However many ask for digests of the state, one walks over it at a time, and for the same nobody walks twice.</summary>
public sealed class StateDigestsTests : IDisposable
{
    private readonly StateDigests _digests;
    private TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Problem? _lost;
    private WorldState _now = At(5);
    private int _readers;
    private int _mostReaders;
    private int _walks;

    public StateDigestsTests()
    {
        _reads.SetResult();
        _digests = new StateDigests(() => _now, ReadAsync, world =>
        {
            Interlocked.Increment(ref _walks);
            return StateSummaries.Of(world);
        });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _digests.Dispose();

    [Fact]
    public async Task One_walks_at_a_time_once_for_each_position_and_beyond_a_bound_of_readers_the_next_is_told_when_to_come_again()
    {
        _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = Enumerable.Range(0, StateDigests.MostAsking).Select(i => _digests.AtAsync(1 + (i % 3), Ct)).ToArray();

        var refused = await _digests.NowAsync(Ct);

        Assert.Equal((ProblemKind.Unavailable, StateDigests.Busy), (refused.Problem?.Kind, refused.Problem?.Code));
        Assert.True(refused.Problem?.RetryAfterSeconds > 0);
        _reads.SetResult();
        Assert.Equal(Enumerable.Range(0, StateDigests.MostAsking).Select(i => 1L + (i % 3)), (await Task.WhenAll(asking)).Select(answer => answer.Value.Position));
        Assert.Equal((3, 1), (_walks, _mostReaders));
        Assert.True((await _digests.NowAsync(Ct)).IsOk);
    }

    [Fact]
    public async Task Who_waits_for_the_newest_state_shares_one_that_is_not_older_than_the_question()
    {
        _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = _digests.AtAsync(1, Ct);
        var asking = Enumerable.Range(0, 10).Select(_ => _digests.NowAsync(Ct)).ToArray();
        _now = At(7);

        _reads.SetResult();

        Assert.Equal(1, (await before).Value.Position);
        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal(7, answer.Value.Position));
        Assert.Equal(2, _walks);
    }

    [Fact]
    public async Task A_later_question_never_gets_an_older_state()
    {
        Assert.Equal(5, (await _digests.NowAsync(Ct)).Value.Position);
        Assert.Equal(5, (await _digests.NowAsync(Ct)).Value.Position);
        Assert.Equal(1, _walks);
        _now = At(6);

        var newer = await _digests.NowAsync(Ct);

        Assert.Equal((6, 2), (newer.Value.Position, _walks));
        Assert.Equal((5, 2), ((await _digests.AtAsync(5, Ct)).Value.Position, _walks));
    }

    [Fact]
    public async Task What_can_not_be_read_is_tried_anew_by_the_next()
    {
        _lost = Problem.Invalid("at", "No command ends there.");

        Assert.Equal("at", (await _digests.AtAsync(3, Ct)).Problem?.Field);

        _lost = null;
        Assert.Equal(3, (await _digests.AtAsync(3, Ct)).Value.Position);
    }

    private static WorldState At(long position) => WorldState.Empty with { Position = position };

    private async Task<Result<WorldState>> ReadAsync(long position, CancellationToken ct)
    {
        _mostReaders = Math.Max(_mostReaders, Interlocked.Increment(ref _readers));
        await _reads.Task.WaitAsync(ct);
        Interlocked.Decrement(ref _readers);
        return _lost is { } lost ? lost : At(position);
    }
}
