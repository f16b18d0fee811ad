using Backstay.Core.Routing;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// A request's way through the gateway, with the real tables, placement and chains, and modelled upstreams. What the table
/// says is decided at arrival; the record is written at completion.
/// </summary>
internal sealed class SimulatedGateway(World world)
{
    private static readonly UnitKey Key = new(new byte[32]);
    private readonly Random _random = Randoms.Of(world.Plan.Seed, "upstreams");

    /// <summary>Null where the process is away: the connection is refused.</summary>
    public Passage? Arrive(in Call call)
    {
        if (world.Node is not { } node || !node.Tables.Live.TryFind(call.Endpoint, out var endpoint))
        {
            return null;
        }

        var id = world.Ids.NewId(world.Clock.Wall);
        var origin = call.Unit is null ? UnitOrigin.Decision : UnitOrigin.Header;
        var unit = call.Unit ?? id.ToString();
        var placement = world.Seams.Place(endpoint, unit, origin, Key);
        var passage = new Passage(call, id, unit, (world.Clock.Now, world.Clock.Wall), node.Tables.Live.Position, endpoint, placement);
        Attempt(passage);
        Copy(passage);
        world.Watch.Routed(passage);
        return passage;
    }

    /// <summary>The answer is complete; late where the process stood still meanwhile.</summary>
    public static DecisionRecord Complete(World world, Passage passage)
    {
        var endpoint = passage.Endpoint;
        var late = world.Clock.Now - passage.Due;
        if (late > TimeSpan.FromMilliseconds(1) && passage.Attempts.Count > 0)
        {
            var last = passage.Attempts[^1];
            passage.Attempts[^1] = last with { DurationUs = last.DurationUs + (long)late.TotalMicroseconds };
        }

        var canary = passage.Placement.Arm == Arm.Canary;
        return new DecisionRecord
        {
            Id = passage.Id,
            Time = passage.ArrivedByTheWall,
            Completed = world.Clock.Wall,
            Workspace = World.Workspace,
            Position = passage.Position,
            Escaped = endpoint.Escaped,
            Endpoint = endpoint.Name,
            Rollout = endpoint.Rollout,
            Step = endpoint.Step,
            Bucket = passage.Placement.Bucket,
            Unit = passage.Placement.Unit,
            UnitSource = passage.Placement.Origin,
            Propensity = passage.Placement.Propensity,
            CanaryWeight = endpoint.CanaryWeight,
            AssignedArm = passage.Placement.Arm,
            AssignedRelease = canary ? endpoint.CanaryChain.FirstOrDefault()?.Release : endpoint.Current,
            ServedRelease = passage.Served,
            Attempts = [.. passage.Attempts],
            Kept = passage.Answer is { } answer && endpoint.Kept is not null ? [new KeptValue("answer", answer)] : [],
            FallbackReason = passage.Attempts.Count > 1 ? passage.Attempts[0].Error : null,
            DeadlineMs = endpoint.Config.DeadlineMs,
            AttemptLimitMs = endpoint.CanaryChain.Length > 1 ? endpoint.Config.DeadlineMs * endpoint.Config.CanaryDeadlineShare / 100 : null,
            Status = passage.Served is null ? 503 : 200,
            RequestId = passage.Call.RequestId,
            Input = default,
            NotReady = endpoint.NotReady,
            NotEvidence = !endpoint.IsEvidenceIn(passage.Placement.Arm) || passage.Attempts.Count == 0,
            Stalled = IsStalled(world, passage),
        };
    }

    public static bool IsStalled(World world, Passage passage) =>
        world.Seams.IsStalled(world.Node?.StoodStillSince(passage.Arrived) ?? false);

    // As the gateway's AttemptRunner: in turn, a canary only for its share of the deadline.
    private void Attempt(Passage passage)
    {
        var config = passage.Endpoint.Config;
        var chain = world.Seams.Chain(passage.Endpoint, passage.Placement.Arm);
        var offset = 0.0;
        for (var i = 0; i < chain.Length && passage.Served is null; i++)
        {
            var left = config.DeadlineMs - offset;
            var isFirstOfCanary = i == 0 && passage.Placement.Arm == Arm.Canary && chain.Length > 1;
            var budget = isFirstOfCanary ? Math.Min(left, config.DeadlineMs * config.CanaryDeadlineShare / 100.0) : left;
            if (budget <= 0)
            {
                break;
            }

            var result = Ask(chain[i].Release, passage.Call, asShadow: false);
            if (result.Milliseconds > budget)
            {
                result = new AttemptResult(budget, "late", null);
            }

            passage.Attempts.Add(new AttemptRecord(
                chain[i].Release, chain[i].Backend, (long)(offset * 1_000), (long)(result.Milliseconds * 1_000),
                result.Error is null ? 200 : 0, result.Error, null));
            offset += result.Milliseconds;
            if (result.Error is null)
            {
                (passage.Served, passage.Answer) = (chain[i].Release, result.Answer);
            }
        }

        passage.Due = world.Clock.Now.AddMilliseconds(offset);
    }

    private void Copy(Passage passage)
    {
        if (passage.Endpoint.Shadow is not { } shadow || passage.Endpoint.Rollout is not { } rollout)
        {
            return;
        }

        var result = Ask(shadow.Release, passage.Call, asShadow: true);
        var done = world.Clock.Now.AddMilliseconds(result.Milliseconds + (_random.NextDouble() * 30));
        passage.Due = passage.Due.AddMilliseconds(world.Seams.WaitForShadow(result.Milliseconds));
        passage.Shadow = new ShadowRecord(
            passage.Id, passage.Endpoint.Name, rollout, passage.Endpoint.Step, done,
            new AttemptRecord(shadow.Release, shadow.Backend, 0, (long)(result.Milliseconds * 1_000), result.Error is null ? 200 : 0, result.Error, null),
            result.Kept);
    }

    private AttemptResult Ask(string release, in Call call, bool asShadow)
    {
        var outage = 0.0;
        foreach (var window in world.Plan.Outages)
        {
            outage = window.Holds(world.Clock.Now) ? Math.Max(outage, window.Strength) : outage;
        }

        return world.Behaviours[release].Answer(_random, call.Question, world.Clock.Now, asShadow, outage);
    }
}

/// <summary>What a caller asks.</summary>
internal readonly record struct Call(string Endpoint, string? Unit, string? RequestId, Question Question);

/// <summary>A request under way.</summary>
internal sealed class Passage(
    Call call, Guid id, string unit, (DateTimeOffset At, DateTimeOffset ByTheWall) arrived, long position, LiveEndpoint endpoint, Placement placement)
{
    public Call Call { get; } = call;

    public Guid Id { get; } = id;

    public string Unit { get; } = unit;

    public DateTimeOffset Arrived { get; } = arrived.At;

    /// <summary>What the wall clock showed then.</summary>
    public DateTimeOffset ArrivedByTheWall { get; } = arrived.ByTheWall;

    public long Position { get; } = position;

    public LiveEndpoint Endpoint { get; } = endpoint;

    public Placement Placement { get; } = placement;

    public List<AttemptRecord> Attempts { get; } = [];

    public string? Served { get; set; }

    public string? Answer { get; set; }

    public DateTimeOffset Due { get; set; }

    public ShadowRecord? Shadow { get; set; }
}
