using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// The loop around the judges of one process: a bounded feed with telemetry as its second reader, a clock that ticks, and
/// what a judge proposes on its way to the escape and the ledger.
/// </summary>
internal sealed class JudgeDriver(World world, Node node) : ICommitListener
{
    private const double TickMs = 100;
    private const double RetryMs = 200;

    private readonly Queue<Telemetry> _feed = new();
    private readonly SortedDictionary<string, DrivenJudge> _seats = new(StringComparer.Ordinal);
    private (DateTimeOffset Now, DateTimeOffset Wall) _lastTick = (world.Clock.Now, world.Clock.Wall);
    private bool _drainIsDue;
    private bool _overflowed;

    /// <summary>Reads again what telemetry kept, then ticks as long as the process lives.</summary>
    public void Start(WorldState root)
    {
        foreach (var endpoint in root.Rollouts.Traffic.Keys.Order())
        {
            Follow(root, endpoint);
        }

        foreach (var seat in _seats.Values.ToList())
        {
            // Taken before the restart, on evidence that may have gone with the process: it stands, and becomes a fact. Known
            // before anything is done, as the product's loop knows it: what evidence is left may well let a step pass.
            seat.TakeBack = node.Tables.Escapes.Any(note => note.Rollout == seat.Rollout);
            ReadAgain(seat);
            MarkHoles(seat);
            Act(seat);
            seat.TakeBack &= !seat.Reported; // a breach that was found again is reported as such
        }

        Tick();
    }

    public void Offer(Telemetry item)
    {
        if (_feed.Count >= world.Plan.FeedCapacity)
        {
            world.Report.Overflows += _overflowed ? 0 : 1;
            _overflowed = true;
            foreach (var seat in _seats.Values)
            {
                seat.Judge.Judge.MarkIncomplete();
                world.Watch.Overflowed(seat.Rollout);
            }

            return;
        }

        _feed.Enqueue(item);
        if (_drainIsDue)
        {
            return;
        }

        _drainIsDue = true;
        var busy = world.Plan.BusyJudge.FirstOrDefault(window => window.Holds(world.Clock.Now));
        world.Agenda.At(busy.To > world.Clock.Now ? busy.To : world.Clock.Now.AddMilliseconds(1), WhileAlive(Drain));
    }

    public void OnCommitted(CommittedBatch batch)
    {
        if (ReferenceEquals(batch.Before.Rollouts, batch.After.Rollouts))
        {
            return;
        }

        foreach (var endpoint in batch.After.Rollouts.Traffic.Keys.Order())
        {
            if (!ReferenceEquals(batch.Before.Rollouts.TrafficOf(endpoint), batch.After.Rollouts.TrafficOf(endpoint)))
            {
                Follow(batch.After, endpoint);
            }
        }
    }

    private void Follow(WorldState root, Name endpoint)
    {
        var active = root.Rollouts.TrafficOf(endpoint).Active;
        foreach (var over in _seats.Values.Where(seat => seat.Endpoint == endpoint && seat.Rollout != active?.Rollout).ToList())
        {
            _seats.Remove(over.Rollout);
        }

        if (active is null)
        {
            return;
        }

        var limitsFrom = root.Rollouts.Rollouts[active.Rollout].Marks.LastOrDefault(mark => mark.What == "resume")?.Position ?? 0;
        if (_seats.TryGetValue(active.Rollout, out var known))
        {
            known.Judge.Judge.Follow(active, limitsFrom);
            known.LimitsFrom = limitsFrom;
            return;
        }

        _seats.Add(active.Rollout, new DrivenJudge(active.Rollout, endpoint, NewJudge(active, limitsFrom)) { LimitsFrom = limitsFrom });
    }

    private IJudgeSeat NewJudge(ActiveRollout active, long limitsFrom) =>
        world.Seams.Seat(new Judge(active, limitsFrom, JudgeOptions.Default));

    private void Tick()
    {
        NoticeTime();
        foreach (var seat in _seats.Values.ToList())
        {
            Act(seat);
        }

        if (world.IsOver)
        {
            return;
        }

        world.Agenda.After(TickMs, WhileAlive(Tick));
    }

    private void NoticeTime()
    {
        var since = world.Seams.SinceLastTick(world.Clock.Now - _lastTick.Now, world.Clock.Wall - _lastTick.Wall);
        _lastTick = (world.Clock.Now, world.Clock.Wall);
        foreach (var seat in _seats.Values)
        {
            seat.Judge.Tick(since);
        }
    }

    private void Drain()
    {
        _drainIsDue = false;
        while (_feed.TryDequeue(out var item))
        {
            if ((item.Decision?.Rollout ?? item.Shadow?.Rollout) is { } rollout)
            {
                if (_seats.TryGetValue(rollout, out var seat))
                {
                    Take(seat, item);
                }
            }
            else if (item.Outcome is not null)
            {
                // It names a decision only; the judges know theirs.
                foreach (var seat in _seats.Values.ToList())
                {
                    Take(seat, item);
                }
            }
        }

        if (_overflowed)
        {
            _overflowed = false;
            world.Agenda.After(30, WhileAlive(CatchUp));
        }
    }

    private void Take(DrivenJudge seat, Telemetry item)
    {
        seat.Judge.Take(item);
        Act(seat);
    }

    private void CatchUp()
    {
        // A verdict that was acted on is not asked for again: its escape stands and its report is on the way.
        // Where telemetry lost something, the judge that saw it stays, and is incomplete for good.
        foreach (var seat in _seats.Values.Where(seat => !seat.Reported && !MarkHoles(seat)).ToList())
        {
            var judge = NewJudge(seat.Judge.Judge.Active, seat.LimitsFrom);
            var replaced = seat.Judge;
            seat.Judge = judge;
            ReadAgain(seat);
            judge.Judge.ContinueClock(replaced.Judge);
            if (_overflowed)
            {
                judge.Judge.MarkIncomplete();
            }
            else
            {
                world.Watch.CaughtUp(seat.Rollout);
            }

            Act(seat);
        }
    }

    private bool MarkHoles(DrivenJudge seat)
    {
        if (!world.Seams.HasHoles(world.Telemetry.HasHoles(seat.Rollout)))
        {
            return false;
        }

        seat.Judge.Judge.MarkIncomplete();
        return true;
    }

    private void ReadAgain(DrivenJudge seat)
    {
        // All of it, as the product does, and asked at the end: what is left out may hold the first try of a client that tries again.
        foreach (var item in world.Telemetry.ReadRollout(seat.Rollout))
        {
            seat.Judge.TakeAgain(item);
        }
    }

    private void Act(DrivenJudge seat)
    {
        // As the product's loop: until a report may go out, nothing but a breach that is still unseen can change anything.
        var mayReport = seat.BusyUntil <= world.Clock.Now;
        if (!_seats.ContainsKey(seat.Rollout) || (seat.Reported && !mayReport))
        {
            return;
        }

        var action = seat.Judge.Assess(breachOnly: !mayReport);
        if (action.Kind == JudgeActionKind.Breach && !seat.Reported)
        {
            seat.Reported = true;
            world.Trace.Add("breach seen", seat.Rollout, action.Verdict?.Guard);
            world.BreachSeen(seat.Rollout, action);
            if (world.Seams.TakesEscape)
            {
                node.Tables.TakeEscape(seat.Endpoint.ToString(), seat.Rollout);
            }
        }

        if (!mayReport || Commands(seat, action) is not { } commands)
        {
            return;
        }

        // Until the answer comes, and where the ledger can't accept it until the next try, the same is not asked again.
        seat.BusyUntil = world.Clock.Now.AddMilliseconds(RetryMs);
        foreach (var command in commands)
        {
            node.Submit(command, "judge", world.NextCommandId());
        }

        node.Run();
    }

    private IReadOnlyList<Core.Ledger.ICommand>? Commands(DrivenJudge seat, JudgeAction action) => action.Kind switch
    {
        JudgeActionKind.Breach when action.Verdict is { } verdict =>
            [new ReportBreach(seat.Rollout, seat.Endpoint, action.Step, verdict, action.Others, world.Seams.TakesEscape)],
        _ when seat.TakeBack => [new AbortRollout(seat.Rollout, "an escape was taken before the process went away")],
        JudgeActionKind.SharedBreach => [new ReportSharedBreach(seat.Rollout, seat.Endpoint, action.Step, action.Others)],
        JudgeActionKind.PassStep => [.. ShadowEvidence(seat), new PassStep(seat.Rollout, seat.Endpoint, action.Step, action.SecondsInStep, action.Others)],
        _ => null,
    };

    private IEnumerable<RecordEvidence> ShadowEvidence(DrivenJudge seat)
    {
        var state = node.Current;
        if (seat.Judge.Judge is { Shadow: { Samples: > 0 } totals, Active: { } active }
            && !state.Releases.EvidenceFor(state.Releases.Releases[active.To].Fact.Combination).Any(e => e.Fact.Rollout == active.Rollout)
            && state.Routing.Endpoints[seat.Endpoint].BackendSince(
                state.Releases.Releases[active.To].Fact.Backend, state.Rollouts.Rollouts[active.Rollout].StartedAt) is { } backend)
        {
            var deadline = world.Plan.Endpoints.First(script => script.Endpoint == seat.Endpoint).DeadlineMs;
            var failure = world.Seams.ShadowFailure(ShadowProof.WhyNone(active.Plan, totals));
            yield return new RecordEvidence(
                active.To, seat.Endpoint, EvidenceKind.Shadow, failure is null, totals.Samples, totals.Errors, 0, totals.Late, deadline,
                null, seat.Rollout, failure, backend);
        }
    }

    private Action WhileAlive(Action action) => () =>
    {
        if (world.Node == node)
        {
            action();
        }
    };
}
