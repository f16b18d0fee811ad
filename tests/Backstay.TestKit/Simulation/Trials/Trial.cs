using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Trials;

/// <summary>
/// One rollout and the whole judge, without the world around it: for statements about many thousands of rollouts. Requests
/// come in one after the other, and the judge is asked after every item.
/// </summary>
internal abstract class Trial
{
    private static readonly Name Endpoint = Name.Parse("trial");
    private static readonly ConcurrentDictionary<string, Digest> Units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _buckets = new(StringComparer.Ordinal);
    private readonly string _rollout;
    private ActiveRollout _active;
    private long _position = 10;
    private ulong _ids;

    protected Trial(int seed, RolloutPlan plan)
    {
        if (RolloutPlanRules.Check(plan) is { } problem)
        {
            throw new InvalidOperationException($"A trial's plan is not valid: {problem}");
        }

        Random = Randoms.Of(seed, "trial");
        _rollout = string.Create(CultureInfo.InvariantCulture, $"trial-{seed}");
        _active = new ActiveRollout(_rollout, Endpoint, Name.Parse("r1"), Name.Parse("r2"), plan, 0, Paused: false, Resumed: 0);
        Judge = new Judge(_active, 0, JudgeOptions.Default);
    }

    protected Random Random { get; }

    protected Judge Judge { get; }

    protected DateTimeOffset Now { get; private set; } = VirtualClock.Start;

    protected bool IsShadow => _active.CurrentStep.Kind == StepKind.Shadow;

    protected bool IsLastStep => _active.Step == _active.Plan.Steps.Length - 1;

    /// <summary>Requests that the canary got.</summary>
    protected int CanaryRequests { get; private set; }

    protected void Wait(double milliseconds)
    {
        Now = Now.AddMilliseconds(milliseconds);
        Judge.Tick(TimeSpan.FromMilliseconds(milliseconds));
    }

    protected void EnterNextStep()
    {
        _active = _active with { Step = _active.Step + 1 };
        Judge.Follow(_active, 0);
    }

    protected bool IsPaused => _active.Paused;

    protected void Pause()
    {
        _active = _active with { Paused = true };
        Judge.Follow(_active, 0);
    }

    /// <summary>Goes on; what was routed before counts against hard limits no longer.</summary>
    protected void Resume()
    {
        _active = _active with { Paused = false, Resumed = _active.Resumed + 1 };
        Judge.Follow(_active, ++_position);
    }

    /// <summary>Places a request as the gateway does, and says in which arm it is.</summary>
    /// <param name="unit">Null: its decision is its unit.</param>
    protected (Guid Id, Arm Arm, int Bucket) Place(string? unit)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, ++_ids * 0x9E37_79B9_7F4A_7C15UL);
        BitConverter.TryWriteBytes(bytes[8..], _ids);
        var id = new Guid(bytes);

        // Without a unit buckets are as good as random, and a hash of a counter is not to be part of the trial.
        var bucket = unit is null ? Random.Next(Assignment.Buckets) : BucketOf(unit);
        var arm = Assignment.ArmOf(bucket, _active.CanaryWeight);
        CanaryRequests += arm == Arm.Canary ? 1 : 0;
        return (id, arm, bucket);
    }

    protected DecisionRecord Answer((Guid Id, Arm Arm, int Bucket) placed, string? unit, bool fails, double milliseconds, string answer, string? requestId)
    {
        var canary = placed.Arm == Arm.Canary;
        var assigned = canary ? "r2" : "r1";
        var attempt = new AttemptRecord(assigned, "host", 0, (long)(milliseconds * 1_000), fails ? 500 : 200, fails ? "bad-status" : null, null);
        return new DecisionRecord
        {
            Id = placed.Id,
            Time = Now,
            Completed = Now.AddMilliseconds(milliseconds),
            Workspace = World.Workspace,
            Position = _position,
            Escaped = false,
            Endpoint = Endpoint.ToString(),
            Rollout = _rollout,
            Step = _active.Step,
            Bucket = placed.Bucket,
            Unit = unit is null ? default : DigestOf(unit),
            UnitSource = unit is null ? UnitOrigin.Decision : UnitOrigin.Header,
            Propensity = canary ? _active.CanaryWeight : EndpointRoute.BasisPoints - _active.CanaryWeight,
            CanaryWeight = _active.CanaryWeight,
            AssignedArm = placed.Arm,
            AssignedRelease = assigned,
            ServedRelease = !fails ? assigned : canary ? "r1" : null,
            Attempts = [attempt],
            Kept = fails ? [] : [new KeptValue("answer", answer)],
            DeadlineMs = 1_000,
            Status = 200,
            RequestId = requestId,
            Input = default,
        };
    }

    /// <summary>What the shadow answered to a copy.</summary>
    protected ShadowRecord Copy(Guid decision, bool fails, double milliseconds, string answer) => new(
        decision, Endpoint.ToString(), _rollout, _active.Step, Now.AddMilliseconds(milliseconds),
        new AttemptRecord("r2", "host", 0, (long)(milliseconds * 1_000), fails ? 500 : 200, fails ? "bad-status" : null, null),
        fails ? [] : [new KeptValue("answer", answer)]);

    protected OutcomeRecord Label(Guid decision, string name, double value) =>
        new(decision, name, value.ToString("R", CultureInfo.InvariantCulture), Now, null);

    protected static string NameOfUnit(int number) => string.Create(CultureInfo.InvariantCulture, $"u{number}");

    /// <summary>What the judge says after one more item.</summary>
    protected JudgeActionKind Take(Telemetry item)
    {
        Judge.Take(item);
        return Judge.Assess().Kind;
    }

    // Every rollout deals its units out afresh, as rollouts do: else one and the same caller would be in the canary of all.
    private int BucketOf(string unit)
    {
        if (!_buckets.TryGetValue(unit, out var bucket))
        {
            _buckets.Add(unit, bucket = Assignment.Bucket($"{Endpoint}:{_rollout}", unit));
        }

        return bucket;
    }

    private static Digest DigestOf(string unit) => Units.GetOrAdd(unit, name => Digest.Of(Encoding.UTF8.GetBytes(name)));
}
