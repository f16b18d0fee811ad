using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Statistics;

namespace Backstay.Core.Tests.Rollouts;

internal static class Verdicts
{
    public static GuardVerdict Breached(string guard = "errors")
    {
        var test = new WhichArmTest(0.01);
        for (var i = 0; i < 20; i++)
        {
            test.ObserveUnit(canary: true);
            test.ObserveEvent(canary: true, 0.05);
        }

        return new GuardVerdict(Name.Parse(guard), GuardComparison.Control, test.Result(), "500:c20", null, default);
    }

    public static GuardVerdict Quiet() =>
        new(Name.Parse("errors"), GuardComparison.Control, new WhichArmTest(0.01).Result(), string.Empty, null, default);

    public static GuardVerdict Limit()
    {
        var test = new EventRateTest(0.01, 0.2);
        for (var i = 0; i < 20; i++)
        {
            test.Observe(isEvent: true);
        }

        return new GuardVerdict(Name.Parse("hard"), GuardComparison.Limit, test.Result(), null, null, default);
    }
}
