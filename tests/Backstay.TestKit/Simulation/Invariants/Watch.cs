using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Tells every invariant what happens, and keeps what they share: a second node that only reads the ledger, and oracles for
/// traffic and evidence that were written apart from the product.
/// </summary>
internal sealed class Watch
{
    private readonly IReadOnlyList<Invariant> _all;
    private IReadOnlyList<(LedgerEntry Entry, IFact Fact)> _readBack = [];
    private readonly HashSet<string> _overflowed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool Healthy, RolloutPlan Plan)> _rollouts = new(StringComparer.Ordinal);

    public Watch(World world, IReadOnlyCollection<string>? watched)
    {
        World = world;
        Evidence = new EvidenceOracle(Standstills);
        IReadOnlyList<Invariant> all =
        [
            new AcknowledgedCommandsSurvive(this), new ReplayGivesTheSameState(this), new VersionsAndReleasesNeverChange(this),
            new LedgerIsInOrder(this), new PositionsAreCommandEnds(this), new WeightsAreThoseOfThePlan(this),
            new TrafficGoesToEligibleReleases(this), new RollbackHasAValidTarget(this), new NoCanaryAfterBreach(this),
            new BreachEndsInRollback(this), new ChoiceIsRecomputable(this), new ShadowIsSilent(this),
            new UsersStayWhereTheyAre(this), new CallersAreRescued(this), new ReadinessIsTold(this), new NoStepWithoutData(this), new ShadowProofIsEarned(this),
            new NoTimeGainedStandingStill(this), new EvidenceIsCountedOnce(this), new VerdictsRecompute(this),
            new NothingPrivateIsWritten(this), new FlippedBitsAreFound(this),
        ];
        _all = watched is null ? all : [.. all.Where(invariant => watched.Contains(invariant.Name))];
    }

    public World World { get; }

    /// <summary>Names of everything that is checked.</summary>
    public IEnumerable<string> Names => _all.Select(invariant => invariant.Name);

    /// <summary>A node that only tails the ledger.</summary>
    public WorldState Tail { get; private set; } = WorldState.Empty;

    public List<LedgerRecord> Records { get; } = [];

    public TrafficOracle Traffic { get; } = new();

    public EvidenceOracle Evidence { get; }

    /// <summary>When the process stood still or was away.</summary>
    public List<Window> Standstills { get; } = [];

    /// <summary>When somebody set the wall clock.</summary>
    public List<DateTimeOffset> ClockSettings { get; } = [];

    public DateTimeOffset? KilledAt { get; private set; }

    public bool HasMissedEvidence(string rollout) => _overflowed.Contains(rollout);

    public void Started(WorldState root, IReadOnlyList<LedgerRecord> records)
    {
        if (KilledAt is { } killed)
        {
            Standstills.Add(new Window(killed, World.Clock.Now, 1));
            Evidence.Rebuild(World.Telemetry.All);
            _overflowed.Clear();
            _overflowed.UnionWith(root.Rollouts.Rollouts.Keys.Where(World.Telemetry.HasHoles));
        }

        Each(invariant => invariant.OnStarted(root, records));
        Mirror();
    }

    public void Killed(Node? node)
    {
        KilledAt = World.Clock.Now;
        if (node is not null)
        {
            Each(invariant => invariant.OnKilled(node.Current));
        }
    }

    public void Stalled(TimeSpan length) => Standstills.Add(new Window(World.Clock.Now, World.Clock.Now + length, 1));

    public void ClockSet() => ClockSettings.Add(World.Clock.Now);

    public void Overflowed(string rollout) => _overflowed.Add(rollout);

    public void CaughtUp(string rollout)
    {
        _overflowed.Remove(rollout);
        if (ClockSettings.Count > 0)
        {
            // Read again in another order than it came in: another one of a client's tries is the first.
            Evidence.Rebuild(World.Telemetry.All);
        }
    }

    public void Compiled(RoutingTable table) => Each(invariant => invariant.OnCompiled(table));

    public void Routed(Passage passage) => Each(invariant => invariant.OnRouted(passage));

    public void Completed(DecisionRecord decision, Passage passage)
    {
        Evidence.Flew(decision.Id, passage.Arrived, World.Clock.Now);
        Evidence.Add(decision);
        World.Report.Mix(decision.Id.ToByteArray());
        World.Report.Mix([(byte)decision.AssignedArm, (byte)decision.Attempts.Length]);
        Each(invariant => invariant.OnCompleted(decision, passage));
    }

    public void Copied(ShadowRecord shadow)
    {
        Evidence.Copied(shadow.Decision, World.Clock.Now);
        Evidence.Add(shadow);
    }

    public void Learned(OutcomeRecord outcome) => Evidence.Add(outcome);

    public void BreachSeen(string rollout, JudgeAction action)
    {
        World.Report.Escapes++;
        Each(invariant => invariant.OnBreachSeen(rollout, action));
    }

    public void Acknowledged(string command, CommandReceipt receipt) =>
        Each(invariant => invariant.OnAcknowledged(command, receipt));

    public void Refused(string command, Problem problem) =>
        Each(invariant => invariant.OnRefused(command, problem));

    /// <summary>After everything that happens: whatever is new in the ledger.</summary>
    public void AfterEvent() => Mirror();

    public void Ended()
    {
        Mirror();
        World.Report.Entries = Records.Count;
        Each(invariant => invariant.OnEnded());
    }

    /// <summary>Reads what is new in the ledger, as another node would.</summary>
    public void Mirror()
    {
        var head = World.Ledger.Head;
        if (head <= Tail.Position)
        {
            return;
        }

        foreach (var record in World.Ledger.Read(Tail.Position + 1))
        {
            Each(invariant => invariant.OnWritten(record));
            var (entry, fact) = LedgerReplay.Decode(record).Value;
            Each(invariant => invariant.OnFact(entry, fact, Traffic));
            Records.Add(record);
            World.Report.Mix(record.LeafHash.ToArray());
            World.Trace.Add($"{entry.Seq}", entry.Kind, Words(fact));
            Tail = Tail.Extend(entry, fact);
            Traffic.Apply(entry, fact);
            Count(fact);
        }
    }

    /// <summary>The whole ledger, read back from its bytes; once for all who ask at the same length.</summary>
    public IReadOnlyList<(LedgerEntry Entry, IFact Fact)> ReadBack()
    {
        if (_readBack.Count != World.Ledger.Head)
        {
            _readBack = [.. World.Ledger.Read(1).Select(record => LedgerReplay.Decode(record).Value)];
        }

        return _readBack;
    }

    private void Each(Action<Invariant> tell)
    {
        foreach (var invariant in _all)
        {
            tell(invariant);
        }
    }

    private void Count(IFact fact)
    {
        var report = World.Report;
        switch (fact)
        {
            case RolloutStarted f:
                report.Rollouts++;
                var isHealthy = World.Behaviours[f.From.ToString()].Ailment == Ailment.None && World.Behaviours[f.To.ToString()].Ailment == Ailment.None;
                _rollouts[f.Rollout] = (isHealthy, f.Plan);
                if (isHealthy)
                {
                    report.HealthyRollouts++;
                    report.RelativeAlarms = f.Plan.Guards.Any(guard => guard.Margin is not null) ? report.RelativeAlarms.AddRollout(f.Plan.Alpha) : report.RelativeAlarms;
                    report.LimitAlarms = f.Plan.Guards.Any(guard => guard.Limit is not null) ? report.LimitAlarms.AddRollout(f.Plan.Alpha) : report.LimitAlarms;
                }

                break;
            case GuardBreached f:
                report.Breaches++;
                var (wasHealthy, plan) = _rollouts[f.Rollout];
                if (wasHealthy && f.Verdict.Comparison != GuardComparison.Limit)
                {
                    report.RelativeAlarms = report.RelativeAlarms.AddAlarm();
                }
                else if (wasHealthy && HadControl(plan, f.Step))
                {
                    report.LimitAlarms = report.LimitAlarms.AddAlarm();
                }

                break;
            case RolloutCompleted:
                report.Completed++;
                break;
            case RolloutPaused { Cause: PauseCause.SharedBreach }:
                report.SharedPauses++;
                break;
        }
    }

    /// <summary>Without a control a hard limit says something about the world only, and not that the canary alone is bad.</summary>
    private static bool HadControl(RolloutPlan plan, int step) => plan.Steps[step].Kind is StepKind.Shadow or StepKind.Canary || plan.HoldBack > 0;

    private static string Words(IFact fact) => fact switch
    {
        RolloutStarted f => $"{f.Rollout}: {f.From} to {f.To}",
        StepEntered f => $"{f.Rollout} step {f.Step}",
        RolledBack f => $"{f.Endpoint}: {f.From} to {f.To}, {f.Cause}",
        RolloutPaused f => $"{f.Rollout}, {f.Cause}",
        GuardBreached f => $"{f.Rollout}, {f.Verdict.Guard}",
        _ => string.Empty,
    };
}
