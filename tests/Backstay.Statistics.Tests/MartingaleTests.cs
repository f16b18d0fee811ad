using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Statistics.Tests;

/// <summary>
/// The exactness of every test rests on one property, checked here without any simulation: whatever was seen so far, the
/// expectation of the next evidence is the present evidence at the edge of the null, and not more inside it.
/// </summary>
public sealed class MartingaleTests
{
    private static readonly double[] Shares = [0.02, 0.05, 0.25, 0.5, 0.8];

    private static Arbitrary<(int Seed, int Count, double Slack)> Histories =>
        (from seed in Gen.Choose(1, int.MaxValue)
         from count in Gen.Choose(0, 60)
         from slack in Gen.Elements(0.0, 0.05, 0.2)
         select (seed, count, slack)).ToArbitrary();

    [Fact]
    public void Which_arm() => Prop.ForAll(Histories, history =>
    {
        var margin = history.Seed % 2 == 0 ? 1 : 1.5;
        var random = new Random(history.Seed);
        var past = Many(history.Count, () => (random.NextDouble() < 0.3, Shares[random.Next(Shares.Length)]));
        var share = Shares[random.Next(Shares.Length)];
        var ratio = margin * (1 - history.Slack);
        var probability = ratio * share / ((ratio * share) + 1 - share);

        double After(bool? next)
        {
            var test = new WhichArmTest(0.01, margin: margin);
            past.ForEach(e => test.ObserveEvent(e.Item1, e.Item2));
            if (next is { } canary)
            {
                test.ObserveEvent(canary, share);
            }

            return Math.Exp(test.LogEvidence);
        }

        return Holds((probability * After(true)) + ((1 - probability) * After(false)), After(null), history.Slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bounded_mean() => Prop.ForAll(Histories, history =>
    {
        var random = new Random(history.Seed);
        var limit = 0.25 + (0.5 * random.NextDouble());
        var past = Many(history.Count, () => random.Next(5) / 4.0);
        var mean = limit + history.Slack;

        double After(double? next)
        {
            var test = new BoundedMeanTest(0.01, 0, 1, limit, Direction.HigherIsBetter);
            past.ForEach(test.Observe);
            if (next is { } value)
            {
                test.Observe(value);
            }

            return Math.Exp(test.LogEvidence);
        }

        return Holds((mean * After(1)) + ((1 - mean) * After(0)), After(null), history.Slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bounded_difference() => Prop.ForAll(Histories, history =>
    {
        var random = new Random(history.Seed);
        var margin = random.Next(3) * 0.05;
        var past = Many(history.Count, () => (random.NextDouble() < 0.3, random.Next(5) / 4.0, Shares[random.Next(Shares.Length)]));
        var share = Shares[random.Next(Shares.Length)];
        var control = 0.3 + (0.4 * random.NextDouble());
        var canary = control - margin + history.Slack;

        double After(bool arm, double? next)
        {
            var test = new BoundedDifferenceTest(0.01, 0, 1, margin, Direction.HigherIsBetter);
            past.ForEach(e => test.Observe(e.Item1, e.Item2, e.Item3));
            if (next is { } value)
            {
                test.Observe(arm, value, share);
            }

            return Math.Exp(test.LogEvidence);
        }

        var expected = (share * ((canary * After(true, 1)) + ((1 - canary) * After(true, 0))))
            + ((1 - share) * ((control * After(false, 1)) + ((1 - control) * After(false, 0))));
        return Holds(expected, After(true, null), history.Slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Paired_difference() => Prop.ForAll(Histories, history =>
    {
        var random = new Random(history.Seed);
        var margin = random.Next(3) * 0.05;
        var past = Many(history.Count, () => (random.Next(5) / 4.0, random.Next(5) / 4.0));
        var mean = margin - history.Slack;

        double After((double Canary, double Control)? next)
        {
            var test = new PairedDifferenceTest(0.01, 0, 1, margin, Direction.LowerIsBetter);
            past.ForEach(e => test.Observe(e.Item1, e.Item2));
            if (next is { } pair)
            {
                test.Observe(pair.Canary, pair.Control);
            }

            return Math.Exp(test.LogEvidence);
        }

        var up = (1 + mean) / 2;
        return Holds((up * After((1, 0))) + ((1 - up) * After((0, 1))), After(null), history.Slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Event_rate() => Prop.ForAll(Histories, history =>
    {
        var random = new Random(history.Seed);
        var limit = 0.01 + (0.6 * random.NextDouble());
        var past = Many(history.Count, () => random.NextDouble() < limit * 1.5);
        var rate = limit * (1 - history.Slack);

        double After(bool? next)
        {
            var test = new EventRateTest(0.01, limit);
            past.ForEach(test.Observe);
            if (next is { } isEvent)
            {
                test.Observe(isEvent);
            }

            return Math.Exp(test.LogEvidence);
        }

        return Holds((rate * After(true)) + ((1 - rate) * After(false)), After(null), history.Slack);
    }).QuickCheckThrowOnFailure();

    private static bool Holds(double expected, double present, double slack) => slack == 0
        ? Math.Abs(expected - present) <= 1e-9 * Math.Max(1e-3, present)
        : expected <= present * (1 + 1e-9);

    private static List<T> Many<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
}
