using Xunit.Sdk;

namespace Backstay.TestKit.Faults;

/// <summary>One kind of call, made to fail in one run after the other, until runs no longer meet their fault.</summary>
internal static class Sweep
{
    /// <summary>Then the sweep is given up: more would say the same again.</summary>
    private const int MostBroken = 20;

    /// <param name="what">What is swept.</param>
    /// <param name="how">The kind of call and its error.</param>
    /// <param name="plan">Which calls, and when it ends.</param>
    /// <param name="run">Makes the so manyth call fail and throws where anything is not as it must be.</param>
    /// <param name="startsAfresh">Whether each run has a folder of its own; else what is broken stays so, and the first such run is the last.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<SweepOutcome> RunAsync(
        string what, string how, SweepPlan plan, Func<int, Task<FaultRun>> run, bool startsAfresh, CancellationToken ct)
    {
        var (name, runs, broken) = ($"{what} {how}", new List<FaultRun>(), new List<string>());
        var (last, calm, most) = (0, 0, startsAfresh ? MostBroken : 1);
        for (var call = 1; calm < plan.Calm && broken.Count < most && plan.MayRun(name, call); call = plan.After(call))
        {
            last = call;
            try
            {
                runs.Add(await run(call));
                calm = runs[^1].Met == 0 ? calm + 1 : 0;
            }
            catch (Exception e) when (e is not SkipException && !ct.IsCancellationRequested)
            {
                // Whatever it is: the sweep is to find it, and the others go on.
                broken.Add($"{name}, call {call}: {e}");
                calm = 0;
            }
        }

        var isComplete = calm >= plan.Calm;
        if (isComplete && broken.Count == 0 && runs.Sum(done => done.Met) == 0)
        {
            broken.Add($"{name}: not even the first call met its fault, so nothing was swept");
        }

        return new SweepOutcome(what, how, runs, broken, last, isComplete);
    }
}
