using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

public sealed class ShadowProofTests
{
    private static readonly RolloutPlan Watched = Of(Errors, Shadow(), Full());
    private static readonly RolloutPlan Unwatched = Of(Quality, Shadow(), Full());

    [Fact]
    public void Without_a_failure_any_shadow_is_proof()
    {
        Assert.Null(ShadowProof.WhyNone(Watched, new ShadowTotals(10, 10, 0, 0)));
        Assert.Null(ShadowProof.WhyNone(Unwatched, new ShadowTotals(10, 10, 0, 0)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void One_failed_or_late_answer_takes_a_guard_on_events(long errors, long late)
    {
        var totals = new ShadowTotals(10, 10, errors, late);
        Assert.Null(ShadowProof.WhyNone(Watched, totals));
        Assert.Equal("1 of 10 shadow answers failed or were late, and no guard on errors watched", ShadowProof.WhyNone(Unwatched, totals));
        var afterFull = Of(Errors with { SecondsAfterFull = 1 }, Shadow(), Full(seconds: 1));
        Assert.NotNull(ShadowProof.WhyNone(afterFull, totals));
    }

    [Fact]
    public void A_release_that_was_never_seen_to_answer_is_not_proven_by_a_control_that_fails_as_well() =>
        Assert.Equal("all 10 shadow answers failed or were late", ShadowProof.WhyNone(Watched, new ShadowTotals(10, 10, 6, 4)));
}
