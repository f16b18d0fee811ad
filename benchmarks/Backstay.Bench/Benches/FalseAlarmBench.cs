using Backstay.Bench.Harness;
using Backstay.TestKit.Simulation;
using Backstay.TestKit.Simulation.Trials;

namespace Backstay.Bench.Benches;

/// <summary>
/// How often the judge takes a release back that is exactly as good as the one before, with everything going on at once that
/// may look like a reason to; and how often threshold checks of the same traffic would have.
/// </summary>
internal sealed class FalseAlarmBench : IBench
{
    private const double Confidence = 0.99;

    private static readonly double[] BaseErrors = [0, 0.001, 0.01, 0.05];

    public string Name => "aa";

    public string Summary => "Rollouts with nothing wrong that are taken back: all disturbances at once, a look after every request";

    public IReadOnlyList<BenchOption> Options { get; } =
        [new("rollouts", "how many for each base error rate (10000)"), new("requests", "of each rollout (6000)"), new("seed", "the first (1)")];

    public void Run(BenchContext context)
    {
        var rollouts = context.Number("rollouts", 10_000);
        var requests = context.Number("requests", SameWorld.Long);
        var seed = context.Number("seed", 1);
        foreach (var errors in BaseErrors)
        {
            var world = new SameWorld(errors, Disturbances.All, requests);
            var name = FormattableString.Invariant($"errors-{100 * errors:0.#}-percent");
            var outcomes = Seeds.Run("aa " + name, seed, rollouts, s => new SameTrial(s, world).Run());
            var alarms = outcomes.Count(outcome => outcome.TakenBack);
            var bound = ClopperPearson.LowerBound(alarms, rollouts, Confidence);
            context.Add(name + "/false-alarms", alarms / (double)rollouts, "share");
            context.Add(name + "/lower-bound", bound, "share", Target.NoMoreThan(SameTrial.Alpha));
            context.Add(name + "/paused-as-shared", outcomes.Count(outcome => outcome.SharedPauses > 0) / (double)rollouts, "share");
            AddChecks(context, name + "/five-failed-checks", outcomes.Count(outcome => outcome.FiveChecks), alarms, rollouts);
            AddChecks(context, name + "/one-failed-check", outcomes.Count(outcome => outcome.OneCheck), alarms, rollouts);
            if (bound > SameTrial.Alpha)
            {
                context.Failures.Add(FormattableString.Invariant($"{name}: false alarms in at least {bound:0.####} of all rollouts, and alpha is {SameTrial.Alpha}"));
            }
        }

        context.Notes.Add(FormattableString.Invariant(
            $"alpha {SameTrial.Alpha}; seeds {seed} to {seed + rollouts - 1}; {requests} requests each; lower bound: Clopper-Pearson, one-sided, {Confidence}"));
    }

    private static void AddChecks(BenchContext context, string name, int checks, int alarms, int rollouts) => context.AddBeside(
        name, checks / (double)rollouts, "share", Runs.Of([checks / (double)rollouts]), null, "the judge", alarms / (double)rollouts);
}
