using Backstay.Client.Live;
using Backstay.Core.Rollouts;

namespace Backstay.Client.Tests;

public sealed class IntervalsTests
{
    [Theory]
    [InlineData(0.5, 2.0, "0.5 to 2")]
    [InlineData(2.0, 1e6, "at least 2")]
    [InlineData(0.0, 1e6, "no bound yet")]
    [InlineData(0.0, 3.0, "0 to 3")]
    public void A_ratio_without_a_bound_is_no_million(double low, double high, string text) =>
        Assert.Equal(text, Intervals.Text(low, high, isRatio: true));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(0.25, "0.25")]
    [InlineData(0.012345, "0.01235")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(999.96, "1000")]
    [InlineData(9_999.6, "10000")]
    [InlineData(123_456.7, "123457")]
    [InlineData(3.24e9, "3.2e+9")]
    [InlineData(0.0000125, "1.3e-5")]
    public void A_number_is_read_without_counting_its_digits(double number, string text) => Assert.Equal(text, Intervals.Number(number));

    [Fact]
    public void A_measurement_of_millions_keeps_its_numbers()
    {
        Assert.Equal("0 to 2.0e+6", Intervals.Text(0, 2e6, isRatio: false));
        Assert.Equal("1.0e+6", Intervals.Estimate(1e6, isRatio: false));
        Assert.Equal("unbounded", Intervals.Estimate(1e6, isRatio: true));
        Assert.Equal("-", Intervals.Estimate(estimate: null, isRatio: true));
    }

    [Theory]
    [InlineData(GuardMetric.ErrorRate, GuardComparison.Control, true)]
    [InlineData(GuardMetric.Disagreement, GuardComparison.Paired, true)]
    [InlineData(GuardMetric.ErrorRate, GuardComparison.Limit, false)]
    [InlineData(GuardMetric.SlowShare, GuardComparison.ControlLimit, false)]
    [InlineData(GuardMetric.Quality, GuardComparison.Control, false)]
    [InlineData(GuardMetric.Measurement, GuardComparison.Paired, false)]
    public void Events_against_the_control_are_ratios_and_nothing_else_is(GuardMetric metric, GuardComparison comparison, bool isRatio) =>
        Assert.Equal(isRatio, Intervals.IsRatio(metric, comparison));

    [Fact]
    public void The_method_of_ratios_is_known_by_the_name_that_evidence_gives_it()
    {
        Assert.True(Intervals.IsRatio(Statistics.WhichArmTest.MethodName));
        Assert.False(Intervals.IsRatio("paired-difference-v1"));
    }
}
