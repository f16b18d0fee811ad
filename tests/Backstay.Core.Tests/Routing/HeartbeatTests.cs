using Backstay.Core.Routing;

namespace Backstay.Core.Tests.Routing;

public sealed class HeartbeatTests
{
    [Fact]
    public void A_heart_that_beats_in_time_never_stood_still()
    {
        var heart = new Heartbeat(At(0));
        for (var ms = 100; ms <= 10_000; ms += 100)
        {
            Assert.Null(heart.Beat(At(ms)));
            Assert.False(heart.StoodStill(At(ms - 90), At(ms)));
        }

        Assert.False(heart.StoodStill(At(1), At(10_900)));
    }

    [Fact]
    public void What_was_in_flight_over_a_stall_is_known_before_and_after_the_next_beat()
    {
        var heart = new Heartbeat(At(0));
        heart.Beat(At(1_000));
        Assert.True(heart.StoodStill(At(990), At(6_000)));
        Assert.Equal(TimeSpan.FromSeconds(5), heart.Beat(At(6_000)));
        Assert.True(heart.StoodStill(At(990), At(6_001)));
        heart.Beat(At(6_100));
        Assert.True(heart.StoodStill(At(990), At(6_150)));
        Assert.False(heart.StoodStill(At(6_010), At(6_150)));
    }

    [Fact]
    public void A_pause_up_to_the_limit_is_none()
    {
        var heart = new Heartbeat(At(0));
        Assert.False(heart.StoodStill(At(0), Heartbeat.StallAfter));
        Assert.Null(heart.Beat(Heartbeat.StallAfter));
        Assert.NotNull(heart.Beat(2 * Heartbeat.StallAfter + TimeSpan.FromTicks(1)));
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
