using System.Diagnostics;
using Backstay.Bench.Harness;

namespace Backstay.Bench.Benches.Expressions;

/// <summary>What a rule costs compiled, beside the interpreter, and what compiling it costs.</summary>
internal sealed class ExpressionsBench : IBench
{
    private const double RuleLimitNs = 10;
    private const double CompileLimitUs = 200;
    private const int TestsOfBatch = 20_000;
    private const int EvaluationsOfBatch = 2_000;
    private const int CompilesOfBatch = 50;
    private const int RulesInTurn = 12;

    /// <summary>The runtime compiles what is called often a second time, by what it counted; before that, nothing is measured.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public string Name => "expressions";

    public string Summary => "A routing rule compiled and interpreted: time, allocation, and the time that compiling takes";

    public IReadOnlyList<BenchOption> Options { get; } = [new("rounds", "of each measurement, by turns (300)")];

    public void Run(BenchContext context)
    {
        var rounds = context.Number("rounds", 300);
        foreach (var (name, source) in RuleScene.Rules)
        {
            Rule(context, name, new RuleScene(source), rounds);
        }

        Turns(context, rounds);
        Compiling(context, new RuleScene(RuleScene.Typical), rounds);
        context.Notes.Add($"the typical rule: {RuleScene.Typical}");
    }

    private static void Rule(BenchContext context, string name, RuleScene scene, int rounds)
    {
        Warm(() => scene.Test(TestsOfBatch));
        Warm(() => scene.Interpret(EvaluationsOfBatch));
        var (compiled, interpreted) = (new List<double>(), new List<double>());
        var before = GC.GetAllocatedBytesForCurrentThread();
        scene.Test(TestsOfBatch);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        for (var round = 0; round < rounds; round++)
        {
            compiled.Add(Nanoseconds(() => scene.Test(TestsOfBatch)) / TestsOfBatch);
            interpreted.Add(Nanoseconds(() => scene.Interpret(EvaluationsOfBatch)) / EvaluationsOfBatch);
        }

        var (own, peer) = (Runs.Of(compiled), Runs.Of(interpreted));
        Target? target = name == RuleScene.TypicalName ? Target.NoMoreThan(RuleLimitNs) : null;
        context.AddBeside($"{name}/compiled", own.Median, "ns", own, target, "interpreter", peer.Median);
        Target? nothing = name == RuleScene.PatternName ? null : Target.NoMoreThan(0);
        context.Add($"{name}/allocated", allocated / (double)TestsOfBatch, "B", nothing);
    }

    /// <summary>Rules of different forms one after the other, as a router has them: no branch and no call is the same twice.</summary>
    private static void Turns(BenchContext context, int rounds)
    {
        RuleScene[] scenes = [.. Enumerable.Range(0, RulesInTurn).Select(i => new RuleScene(RuleScene.Conjunctions[i % RuleScene.Conjunctions.Length]))];
        void All()
        {
            for (var i = 0; i < TestsOfBatch / RulesInTurn; i++)
            {
                foreach (var scene in scenes)
                {
                    scene.Test(1);
                }
            }
        }

        Warm(All);
        var runs = Runs.Of([.. Enumerable.Range(0, rounds).Select(_ => Nanoseconds(All) / (TestsOfBatch / RulesInTurn * RulesInTurn))]);
        context.Add("three-conditions-by-turns/compiled", runs.Median, "ns", runs);
    }

    private static void Compiling(BenchContext context, RuleScene scene, int rounds)
    {
        Warm(scene.Compile);
        Warm(scene.CheckAndCompile);
        var (alone, whole) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            alone.Add(Nanoseconds(() => Times(scene.Compile)) / CompilesOfBatch / 1_000);
            whole.Add(Nanoseconds(() => Times(scene.CheckAndCompile)) / CompilesOfBatch / 1_000);
        }

        var (own, all) = (Runs.Of(alone), Runs.Of(whole));
        context.Add("compile", own.Median, "us", own, Target.NoMoreThan(CompileLimitUs));
        context.Add("parse-check-compile", all.Median, "us", all, Target.NoMoreThan(CompileLimitUs));
    }

    private static void Times(Action action)
    {
        for (var i = 0; i < CompilesOfBatch; i++)
        {
            action();
        }
    }

    private static void Warm(Action action)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < WarmUp;)
        {
            action();
        }
    }

    private static double Nanoseconds(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalNanoseconds;
    }
}
