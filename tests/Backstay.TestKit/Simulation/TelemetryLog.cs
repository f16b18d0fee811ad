using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// Where decisions and outcomes rest. Decisions reach it a moment after they are made and what had not is lost with the
/// process; outcomes are durable when they are acknowledged. The first value per decision and name is the one that counts.
/// </summary>
internal sealed class TelemetryLog(VirtualClock clock, IReadOnlyList<Window> faults, Random random)
{
    /// <summary>Records reach the operating system within this time (DEFINITIONS.md, "Decision record").</summary>
    private const double MaxDelayMs = 50;

    private readonly List<Item> _items = [];
    private readonly HashSet<(Guid, string)> _first = [];
    private readonly HashSet<string> _holes = [];

    /// <summary>Everything, in the order in which it is read again.</summary>
    public IEnumerable<Telemetry> All => InReadingOrder(_items);

    /// <summary>Whether records of a rollout found a full disk; noted in space of their own, so that a kill does not matter.</summary>
    public bool HasHoles(string rollout) => _holes.Contains(rollout);

    public void Add(DecisionRecord decision)
    {
        var durableAt = Later();
        if (!IsLost(decision.Rollout))
        {
            Add(Telemetry.Of(decision), decision.Completed, decision.Id, durableAt);
        }
    }

    public void Add(ShadowRecord shadow)
    {
        var durableAt = Later();
        if (!IsLost(shadow.Rollout))
        {
            Add(Telemetry.Of(shadow), shadow.Completed, shadow.Decision, durableAt);
        }
    }

    /// <summary>False for a repetition or a correction: kept elsewhere, and never judged.</summary>
    public bool Add(OutcomeRecord outcome)
    {
        if (!_first.Add((outcome.Decision, outcome.Name)))
        {
            return false;
        }

        Add(Telemetry.Of(outcome), outcome.Received, outcome.Decision, clock.Now);
        return true;
    }

    /// <summary>The process is gone, and with it what it still held.</summary>
    public void Kill() => _items.RemoveAll(item => item.DurableAt > clock.Now);

    /// <summary>The judge's second reader: everything of one rollout in (time, id) order.</summary>
    public IReadOnlyList<Telemetry> ReadRollout(string rollout)
    {
        var decisions = _items.Where(item => item.Value.Decision?.Rollout == rollout).Select(item => item.Id).ToHashSet();
        return
        [
            .. InReadingOrder(_items.Where(item => item.Value.Shadow?.Rollout == rollout || decisions.Contains(item.Id))),
        ];
    }

    private bool IsLost(string? rollout)
    {
        if (!faults.Any(window => window.Holds(clock.Now)))
        {
            return false;
        }

        if (rollout is not null)
        {
            _holes.Add(rollout);
        }

        return true;
    }

    private static IEnumerable<Telemetry> InReadingOrder(IEnumerable<Item> items) =>
        items.OrderBy(item => item.Time).ThenBy(item => item.Id).Select(item => item.Value);

    private DateTimeOffset Later() => clock.Now.AddMilliseconds(random.NextDouble() * MaxDelayMs);

    private void Add(Telemetry value, DateTimeOffset time, Guid id, DateTimeOffset durableAt) =>
        _items.Add(new Item(value, time, id, durableAt));

    private readonly record struct Item(Telemetry Value, DateTimeOffset Time, Guid Id, DateTimeOffset DurableAt);
}
