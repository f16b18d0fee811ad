using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// Where decisions and outcomes rest. Decisions reach it a moment after they are made and what had not is lost with the
/// process; outcomes are durable when they are acknowledged. The first value per decision and name is the one that counts.
/// </summary>
internal sealed class TelemetryLog(VirtualClock clock, Random random)
{
    /// <summary>Records reach the operating system within this time (DEFINITIONS.md, "Decision record").</summary>
    private const double MaxDelayMs = 50;

    private readonly List<Item> _items = [];
    private readonly HashSet<(Guid, string)> _first = [];

    public IEnumerable<Telemetry> All => _items.Select(item => item.Value);

    public void Add(DecisionRecord decision) => Add(Telemetry.Of(decision), decision.Completed, decision.Id, Later());

    public void Add(ShadowRecord shadow) => Add(Telemetry.Of(shadow), shadow.Completed, shadow.Decision, Later());

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
            .. _items
                .Where(item => item.Value.Shadow?.Rollout == rollout || decisions.Contains(item.Id))
                .OrderBy(item => item.Time).ThenBy(item => item.Id)
                .Select(item => item.Value),
        ];
    }

    private DateTimeOffset Later() => clock.Now.AddMilliseconds(random.NextDouble() * MaxDelayMs);

    private void Add(Telemetry value, DateTimeOffset time, Guid id, DateTimeOffset durableAt) =>
        _items.Add(new Item(value, time, id, durableAt));

    private readonly record struct Item(Telemetry Value, DateTimeOffset Time, Guid Id, DateTimeOffset DurableAt);
}
