using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// One life of the process: the real sequencer, fold, compiler and gateway tables on what the life before left behind (the
/// ledger, telemetry, the notes of escapes).
/// </summary>
internal sealed class Node : ICommitListener, IReleaseRuntimes
{
    private readonly World _world;
    private readonly Sequencer _sequencer;
    private readonly JudgeDriver _judge;
    private readonly Heartbeat _heartbeat;
    private readonly List<(string Id, string Actor, ICommand Command, Task<Result<CommandReceipt>> Answer)> _asked = [];

    public Node(World world)
    {
        _world = world;
        _heartbeat = new Heartbeat(SinceStart(world.Clock.Now));
        Tables = new GatewayTables(world.Notes, new CounterRegistry());
        _judge = new JudgeDriver(world, this);
        world.Thread.Finish(MountAsync());
        var head = world.Thread.Finish(world.Ledger.GetHeadAsync(CancellationToken.None).AsTask());
        var records = new List<LedgerRecord>();
        var root = world.Thread.Finish(LedgerReplay.FoldAsync(world.Ledger, WorldState.Empty, head, records.Add, CancellationToken.None));
        if (!root.IsOk)
        {
            throw new InvariantBrokenException("ledger-reads-back", root.Problem.ToString());
        }

        var restored = world.Seams.StateAtStart(root.Value);
        _sequencer = new Sequencer(
            World.Workspace, world.Ledger, restored, [this, _judge], (world.Clock, world.Ids), new SequencerOptions())
        {
            IsCold = (_, _, release) => world.Cold.Contains(release.ToString()),
        };
        world.Watch.Started(restored, records);
        Publish(restored);
        _ = _sequencer.RunAsync(CancellationToken.None);
    }

    public GatewayTables Tables { get; }

    public WorldState Current => _sequencer.Current;

    /// <summary>Whether the sequencer has given up until a restart.</summary>
    public bool IsBroken => _sequencer.Broken is not null;

    public void Start()
    {
        Beat();
        _judge.Start(_sequencer.Current);
    }

    public bool StoodStillSince(DateTimeOffset instant) => _heartbeat.StoodStill(SinceStart(instant), SinceStart(_world.Clock.Now));

    /// <summary>Puts a command in the queue; <see cref="Run"/> decides what waits there as one batch.</summary>
    public void Submit(ICommand command, string actor, string id)
    {
        var submission = new Submission(command, _world.Seams.ActorOf(actor, Private.Token(actor)), id);
        _asked.Add((id, actor, command, _sequencer.SubmitAsync(submission, CancellationToken.None)));
    }

    public void Run()
    {
        _world.Thread.Pump();
        var answered = _asked.ToList();
        _asked.Clear();
        _world.Watch.Mirror();
        foreach (var (id, actor, command, task) in answered)
        {
            Answer(id, actor, command, _world.Thread.Finish(task));
        }
    }

    /// <summary>The judge's feed.</summary>
    public void Offer(Telemetry item) => _judge.Offer(item);

    public void OnCommitted(CommittedBatch batch)
    {
        if (TableCompiler.IsAffected(batch.Before, batch.After))
        {
            Publish(batch.After);
        }
    }

    /// <summary>What can be read has changed.</summary>
    public void Rebind() => Tables.Rebind(this);

    public ReleaseRuntime? Find(string endpoint, RouteTarget target) =>
        _world.Cold.Contains(target.Release.ToString()) ? null : new() { Target = target, Upstream = NoUpstream.Instance };

    private static TimeSpan SinceStart(DateTimeOffset instant) => instant - VirtualClock.Start;

    private void Beat()
    {
        _heartbeat.Beat(SinceStart(_world.Clock.Now));
        if (!_world.IsOver)
        {
            _world.Agenda.After(Heartbeat.Period.TotalMilliseconds, () =>
            {
                if (_world.Node == this)
                {
                    Beat();
                }
            });
        }
    }

    private void Publish(WorldState root)
    {
        var table = _world.Seams.Table(TableCompiler.Compile(root));
        _world.Watch.Compiled(table);
        Tables.Swap(table, this);
    }

    private void Answer(string id, string actor, ICommand command, Result<CommandReceipt> answer)
    {
        _world.Trace.Add(answer.IsOk ? "committed" : "refused", command.GetType().Name, answer.IsOk ? answer.Value.Position : answer.Problem);
        if (answer.TryGet(out var receipt, out var problem))
        {
            _world.Watch.Acknowledged(id, receipt);
            return;
        }

        if (problem.Code == "decision-failed")
        {
            throw new InvariantBrokenException("decisions-never-throw", problem.Message);
        }

        _world.Watch.Refused(id, problem);
        _world.Report.Refused++;
        if (problem.Kind == ProblemKind.Unavailable)
        {
            _world.Unavailable(id, actor, command);
        }
        else if (_world.Seams.InsteadOfRefusal(command, problem, name => Current.Rollouts.TrafficOf(name)) is { } fact)
        {
            Smuggle(fact);
        }
    }

    /// <summary>Another writer, which keeps no rules: the sequencer finds its entry and catches up with it.</summary>
    private void Smuggle(IFact fact)
    {
        var kind = Catalogs.Facts.KindOf(fact);
        var entry = new LedgerEntry(
            Current.Position + 1, World.Workspace, Current.Time, new Actor("smuggler", null, null),
            new CommandRef(_world.NextCommandId(), default, 0, 1), kind.Name, kind.Version, Catalogs.Facts.Encode(fact).Value);
        var append = _world.Ledger.AppendAsync(Current.Position, [EntryCodec.Encode(entry).Value], [], CancellationToken.None);
        if (append.IsCompletedSuccessfully)
        {
            Submit(new Core.Releases.SetSystem(Name.Parse("other"), SemanticVersion.Parse("1.0.0"), "as it runs"), "smuggler", _world.NextCommandId());
            Run();
        }
    }

    private async Task<bool> MountAsync()
    {
        var written = _world.Ledger.Read(1);
        var found = _world.Seams.LedgerAtStart(written);
        if (!ReferenceEquals(found, written))
        {
            await _world.Ledger.RewriteAsync(found);
        }

        return true;
    }

    /// <summary>Answers are modelled; nothing is ever sent.</summary>
    private sealed class NoUpstream : IUpstream
    {
        public static NoUpstream Instance { get; } = new();

        public ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken ct) =>
            throw new NotSupportedException("A simulated upstream is not called.");
    }
}
