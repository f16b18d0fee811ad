using System.Globalization;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>A judge with made-up traffic and a clock of its own. From r1 (control) to r2 (canary).</summary>
internal sealed class Rig
{
    public const string Rollout = "delay-1";
    private static readonly Name Endpoint = Name.Parse("delay");
    private int _ids;

    public Rig(RolloutPlan plan, JudgeOptions? options = null, int step = 0)
    {
        Active = new ActiveRollout(Rollout, Endpoint, Name.Parse("r1"), Name.Parse("r2"), plan, step, Paused: false, Resumed: 0);
        Judge = new Judge(Active, 0, options ?? JudgeOptions.Default);
        Judge.Tick(TimeSpan.Zero); // the tick in which it began is over
    }

    public ActiveRollout Active { get; private set; }

    public Judge Judge { get; set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public long Position { get; set; } = 10;

    /// <summary>Everything taken so far, for a second judge.</summary>
    public List<Telemetry> Taken { get; } = [];

    public JudgeAction Action => Judge.Assess();

    public void Enter(int step)
    {
        Active = Active.Enter(step, Now);
        Judge.Follow(Active, 0);
    }

    public void Pause()
    {
        Active = Active with { Paused = true };
        Judge.Follow(Active, 0);
    }

    public void Resume()
    {
        Active = Active with { Paused = false, Resumed = Active.Resumed + 1 };
        Position += 10;
        Judge.Follow(Active, Position);
    }

    public void Tick(double milliseconds = 100)
    {
        Now += TimeSpan.FromMilliseconds(milliseconds);
        Judge.Tick(TimeSpan.FromMilliseconds(milliseconds));
    }

    public void Advance(double seconds)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            Tick();
        }
    }

    public DecisionRecord Decision(Arm arm, string? unit = null, string? error = null, string? answer = "1", int durationMs = 5)
    {
        var canary = arm == Arm.Canary;
        var assigned = canary ? "r2" : "r1";
        var failed = error is not null || durationMs > 1000;
        var attempt = new AttemptRecord(assigned, "host", 0, durationMs * 1000L, error is null ? 200 : 500, error, null);
        var id = Id(++_ids);
        return new DecisionRecord
        {
            Id = id,
            Time = Now - TimeSpan.FromMilliseconds(durationMs),
            Completed = Now,
            Workspace = "default",
            Position = Position,
            Escaped = false,
            Endpoint = "delay",
            Rollout = Rollout,
            Step = Active.Step,
            Bucket = 0,
            Unit = Digest.Of(System.Text.Encoding.UTF8.GetBytes(unit ?? id.ToString())),
            UnitSource = unit is null ? UnitOrigin.Decision : UnitOrigin.Header,
            Propensity = canary ? Active.CanaryWeight : EndpointRoute.BasisPoints - Active.CanaryWeight,
            CanaryWeight = Active.CanaryWeight,
            AssignedArm = arm,
            AssignedRelease = assigned,
            ServedRelease = failed ? (canary ? "r1" : null) : assigned,
            Attempts = failed && canary ? [attempt, new AttemptRecord("r1", "host", 10, 5000, 200, null, null)] : [attempt],
            Kept = failed ? [] : [new KeptValue("answer", answer ?? "null")],
            DeadlineMs = 1000,
            Status = 200,
            Input = default,
        };
    }

    public Guid Request(Arm arm, string? unit = null, string? error = null, string? answer = "1", int durationMs = 5) =>
        Take(Decision(arm, unit, error, answer, durationMs));

    public Guid Take(DecisionRecord decision)
    {
        Take(Telemetry.Of(decision));
        return decision.Id;
    }

    public void Take(Telemetry item)
    {
        Taken.Add(item);
        Judge.Take(item);
    }

    public void Outcome(Guid decision, string json, string name = "label") =>
        Take(Telemetry.Of(new OutcomeRecord(decision, name, json, Now, null)));

    public void Shadow(Guid decision, string? error = null, string answer = "1", int durationMs = 5, bool stalled = false) => Take(Telemetry.Of(new ShadowRecord(
        decision, "delay", Rollout, Active.Step, Now, new AttemptRecord("r2", "host", 0, durationMs * 1000L, 200, error, null),
        error is null ? [new KeptValue("answer", answer)] : [],
        stalled)));

    /// <summary>A healthy request and its copy.</summary>
    public Guid Pair(string? unit = null, string? shadowError = null, string? controlError = null, string shadowAnswer = "1", string answer = "1")
    {
        var id = Request(Arm.Control, unit, controlError, answer);
        Shadow(id, shadowError, shadowAnswer);
        return id;
    }

    /// <summary>So many healthy requests in each arm.</summary>
    public void Healthy(int each)
    {
        for (var i = 0; i < each; i++)
        {
            Request(Arm.Canary);
            Request(Arm.Control);
        }
    }

    public GuardSnapshot Guard(GuardComparison comparison = GuardComparison.Control, int guard = 0) =>
        Judge.Snapshot().Guards.Single(g => g.Guard == Active.Plan.Guards[guard].Guard && g.Comparison == comparison);

    /// <summary>Random traffic until the judge acts or the requests are used up; says how many canary requests there were.</summary>
    public (JudgeActionKind Kind, int CanaryRequests) Run(Random random, double canaryRate, double controlRate, int requests)
    {
        var canaries = 0;
        for (var i = 0; i < requests; i++)
        {
            var canary = random.Next(EndpointRoute.BasisPoints) < Active.CanaryWeight;
            canaries += canary ? 1 : 0;
            var failed = random.NextDouble() < (canary ? canaryRate : controlRate);
            Judge.Take(Telemetry.Of(Decision(canary ? Arm.Canary : Arm.Control, error: failed ? "http-500" : null)));
            if (Action is { Kind: JudgeActionKind.Breach or JudgeActionKind.SharedBreach } action)
            {
                return (action.Kind, canaries);
            }
        }

        return (JudgeActionKind.None, canaries);
    }

    private static Guid Id(int number) =>
        Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8000-{number:D12}"));
}
