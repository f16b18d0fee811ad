using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.TestKit.Simulation.Invariants;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// A whole world in one thread under virtual time, all of it from one seed: callers, versions that fail and lie, labels,
/// people, a ledger that can't always write, and a process that dies and starts again. What decides between them is the real
/// thing: sequencer, decisions, state, tables, assignment, judge. The request's way through the gateway is a model
/// (<see cref="SimulatedGateway"/>), as are the loop around the judge and telemetry; docs/operations/simulation.md says where
/// the real ones are tested. Invariants are checked after every event.
/// </summary>
internal sealed class World : IDisposable
{
    public const string Workspace = "default";

    /// <summary>After the last request: labels come in, the ledger works, what has to end ends.</summary>
    private const double SettleMs = 8_000;

    private readonly Callers _callers;
    private readonly People _people;
    private readonly Random _trouble;
    private readonly List<string> _cold = [];
    private int _commands;
    private bool _isDown;

    private World(WorldPlan plan, WorldSeams seams, IReadOnlyCollection<string>? watched)
    {
        Plan = plan;
        Seams = seams;
        Agenda = new Agenda(Clock);
        Trace = new Trace(Clock);
        Ids = new SeededIds(Randoms.Of(plan.Seed, "ids"));
        Telemetry = new TelemetryLog(Clock, plan.TelemetryFaults, Randoms.Of(plan.Seed, "telemetry"));
        Notes = new EscapeNotes(seams);
        Report = new WorldReport { Seed = plan.Seed };
        Behaviours = plan.Endpoints.SelectMany(script => script.Releases).ToDictionary(
            release => release.Release.ToString(), release => release.Behaviour, StringComparer.Ordinal);
        Watch = new Watch(this, watched);
        _trouble = Randoms.Of(plan.Seed, "trouble");
        _callers = new Callers(this);
        _people = new People(this);
    }

    public WorldPlan Plan { get; }

    public WorldSeams Seams { get; }

    public OneThread Thread { get; } = new();

    public VirtualClock Clock { get; } = new();

    public Agenda Agenda { get; }

    public Trace Trace { get; }

    public SeededIds Ids { get; }

    public FaultyLedger Ledger { get; } = new();

    public TelemetryLog Telemetry { get; }

    public EscapeNotes Notes { get; }

    public IReadOnlyDictionary<string, Behaviour> Behaviours { get; }

    /// <summary>Releases that nobody can be sent to now; one in two spells at once stands there twice.</summary>
    public IReadOnlyCollection<string> Cold => _cold;

    public Watch Watch { get; }

    public WorldReport Report { get; }

    /// <summary>The living process; null while there is none.</summary>
    public Node? Node { get; private set; }

    /// <summary>Whether the world is settling: nobody starts anything new.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Runs a world to its end, or to the first broken invariant.</summary>
    public static WorldReport Run(long seed, WorldSeams? seams = null) => Run(WorldDraw.Draw(seed), seams ?? WorldSeams.None);

    /// <param name="watched">Names of the invariants that are checked; null for all.</param>
    public static WorldReport Run(WorldPlan plan, WorldSeams seams, IReadOnlyCollection<string>? watched = null)
    {
        using var world = new World(plan, seams, watched);
        try
        {
            world.Live();
        }
        catch (InvariantBrokenException broken)
        {
            (world.Report.Broken, world.Report.BrokenNumber, world.Report.Message) = (broken.Invariant, broken.Number, broken.Message);
            world.Report.Trace = world.Trace.ToString();
        }
#pragma warning disable CA1031 // whatever a world throws, its seed and its trace are what a person needs
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            (world.Report.Broken, world.Report.Message) = ("nothing-throws", thrown.ToString());
            world.Report.Trace = world.Trace.ToString();
        }

        return world.Report;
    }

    public void Dispose() => Thread.Dispose();

    public string NextCommandId() => string.Create(CultureInfo.InvariantCulture, $"c{++_commands}");

    /// <summary>A request was answered.</summary>
    public void Take(DecisionRecord decision, Passage passage)
    {
        Report.Decisions++;
        Report.WithoutControl += decision.LacksControl ? 1 : 0;
        Telemetry.Add(decision);
        Watch.Completed(decision, passage);
        Node?.Offer(Core.Routing.Telemetry.Of(decision));
    }

    /// <summary>A copy was answered.</summary>
    public void Take(ShadowRecord shadow)
    {
        Telemetry.Add(shadow);
        Watch.Copied(shadow);
        Node?.Offer(Core.Routing.Telemetry.Of(shadow));
    }

    /// <summary>Something was learned of a decision.</summary>
    public void Take(OutcomeRecord outcome)
    {
        if (Telemetry.Add(outcome))
        {
            Watch.Learned(outcome);
            Node?.Offer(Core.Routing.Telemetry.Of(outcome));
        }
    }

    /// <summary>A command met a ledger that can't take it.</summary>
    public void Unavailable(string id, string actor, ICommand command)
    {
        if (actor == People.Actor)
        {
            _people.AskAgain(id, command);
        }

        if (Node is { IsBroken: true } && !_isDown)
        {
            // An operator sees it, mends the disk and restarts.
            Kill(Clock.Now.AddMilliseconds(500));
        }
    }

    /// <summary>The worst moment of all: a canary went bad, its escape is about to be taken, and nothing can be written.</summary>
    public void BreachSeen(string rollout, JudgeAction action)
    {
        Watch.BreachSeen(rollout, action);
        if (_trouble.NextDouble() >= Plan.TroubleAtBreach || Ledger.Health != LedgerHealth.Well || Clock.Now > Plan.LastRequest)
        {
            return;
        }

        var lasts = 800 + (_trouble.NextDouble() * 2_000);
        Trace.Add("full at a breach");
        Ledger.Health = LedgerHealth.Full;
        Agenda.After(lasts, () => Ledger.Health = Ledger.Health == LedgerHealth.Full ? LedgerHealth.Well : Ledger.Health);
        if (_trouble.NextDouble() < 0.7)
        {
            // Before telemetry has reached the disk: what the escape was taken on goes with the process.
            Agenda.After(_trouble.NextDouble() * 60, () => Kill(Clock.Now.AddMilliseconds(50 + _trouble.Next(500))));
        }
    }

    private void Live()
    {
        Boot();
        _people.SetUp();
        _people.Start();
        _callers.Start();
        Schedule();
        while (Agenda.RunNext())
        {
            Thread.Pump();
            Watch.AfterEvent();
        }

        Watch.Ended();
    }

    private void Schedule()
    {
        foreach (var (window, health) in Plan.LedgerFaults)
        {
            Agenda.At(window.From, () => Ledger.Health = health);
            Agenda.At(window.To, () => Ledger.Health = LedgerHealth.Well);
        }

        foreach (var (window, release) in Plan.ColdSpells)
        {
            Agenda.At(window.From, () => SetReadiness(release.ToString(), _cold.Add));
            Agenda.At(window.To, () => SetReadiness(release.ToString(), cold => _cold.Remove(cold)));
        }

        foreach (var kill in Plan.Kills)
        {
            Agenda.At(kill.From, () => Kill(kill.To));
        }

        foreach (var stall in Plan.Stalls)
        {
            Agenda.At(stall.From, () =>
            {
                Trace.Add("stall", stall.To - stall.From);
                if (!_isDown)
                {
                    Watch.Stalled(stall.To - Clock.Now);
                }

                Clock.MoveTo(stall.To);
            });
        }

        foreach (var (at, by) in Plan.ClockJumps)
        {
            Agenda.At(at, () =>
            {
                Trace.Add("wall clock set by", by);
                Report.ClockJumps++;
                Watch.ClockSet();
                Clock.Set(by);
            });
        }

        Agenda.At(Plan.LastRequest.AddMilliseconds(SettleMs), () => IsOver = true);
    }

    private void SetReadiness(string release, Action<string> set)
    {
        set(release);
        Trace.Add(_cold.Contains(release) ? "cold" : "ready", release);
        Node?.Rebind();
    }

    private void Kill(DateTimeOffset until)
    {
        if (_isDown)
        {
            return;
        }

        Trace.Add("killed", "until", (until - VirtualClock.Start).TotalSeconds);
        Watch.Killed(Node);
        Telemetry.Kill();
        (Node, _isDown) = (null, true);
        Report.Restarts++;
        Agenda.At(until, Boot);
    }

    private void Boot()
    {
        if (Ledger.Health is LedgerHealth.Failing or LedgerHealth.InDoubt)
        {
            Ledger.Health = LedgerHealth.Well;
        }

        _isDown = false;
        var node = new Node(this);
        Node = node;
        node.Start();
        Trace.Add("started at", node.Current.Position);
    }
}
