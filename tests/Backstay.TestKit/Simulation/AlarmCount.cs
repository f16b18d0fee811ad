namespace Backstay.TestKit.Simulation;

/// <summary>How often tests of one kind took back rollouts with nothing wrong, and how often they may.</summary>
/// <param name="Rollouts">With nothing wrong, that such a test watched.</param>
/// <param name="False">Of those, taken back by one.</param>
/// <param name="Allowed">Sum of the tests' alphas over the rollouts: how many may be.</param>
internal readonly record struct AlarmCount(long Rollouts, long False, double Allowed)
{
    public double Rate => Rollouts == 0 ? 0 : False / (double)Rollouts;

    public double AllowedRate => Rollouts == 0 ? 0 : Allowed / Rollouts;

    public static AlarmCount operator +(AlarmCount one, AlarmCount other) =>
        new(one.Rollouts + other.Rollouts, one.False + other.False, one.Allowed + other.Allowed);

    public AlarmCount AddRollout(double alpha) => this with { Rollouts = Rollouts + 1, Allowed = Allowed + alpha };

    public AlarmCount AddAlarm() => this with { False = False + 1 };

    /// <summary>The exact lower bound of the rate (one-sided) is not above the mean of the alphas.</summary>
    public void RequireHonesty(string what, double confidence)
    {
        var bound = Rollouts == 0 ? 0 : ClopperPearson.LowerBound(False, Rollouts, confidence);
        Assert.True(bound <= AllowedRate, $"{what}: {False} of {Rollouts} rollouts with nothing wrong taken back, so at least {bound:0.####} of them; allowed {AllowedRate:0.####}");
    }
}
