using Backstay.TestKit.Simulation;
using MathNet.Numerics;

namespace Backstay.Statistics.Tests;

public sealed class ClopperPearsonTests
{
    [Fact]
    public void No_event_in_ten_gives_the_closed_form()
    {
        var interval = ClopperPearson.Between(0, 10);
        Assert.Equal(0, interval.Low);
        Assert.Equal(1 - Math.Pow(0.025, 0.1), interval.High, 12);
    }

    [Fact]
    public void Five_in_ten_gives_the_tabled_interval()
    {
        var interval = ClopperPearson.Between(5, 10);
        Assert.Equal(0.1870860, interval.Low, 6);
        Assert.Equal(0.8129140, interval.High, 6);
    }

    [Fact]
    public void All_of_them_reach_one() => Assert.Equal(1, ClopperPearson.Between(7, 7).High);

    [Fact]
    public void The_one_sided_bound_of_one_event_has_its_closed_form() =>
        Assert.Equal(1 - Math.Pow(0.95, 1.0 / 20), ClopperPearson.LowerBound(1, 20), 12);

    [Fact]
    public void Counts_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Between(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Between(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Between(6, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Between(1, 5, 1));
    }

    [Theory]
    [InlineData(0.5, 0.5, 0.01)]
    [InlineData(3, 40, 0.1)]
    [InlineData(200.5, 10.5, 0.9)]
    [InlineData(30, 30, 0.5)]
    public void Tails_of_the_beta_distribution_agree_with_another_implementation(double a, double b, double x)
    {
        Assert.Equal(SpecialFunctions.BetaRegularized(a, b, x), Math.Exp(LogBeta.LowerTail(x, a, b)), 10);
        Assert.Equal(1 - SpecialFunctions.BetaRegularized(a, b, x), Math.Exp(LogBeta.UpperTail(x, a, b)), 10);
    }

    [Fact]
    public void Tails_far_below_the_smallest_number_keep_their_logarithm()
    {
        // P(X at most x) for Beta(a, 1) is x^a.
        Assert.Equal(1e6 * Math.Log(0.01), LogBeta.LowerTail(0.01, 1e6, 1), 4);
        Assert.Equal(1e6 * Math.Log(0.01), LogBeta.UpperTail(0.99, 1, 1e6), 4);
    }
}
