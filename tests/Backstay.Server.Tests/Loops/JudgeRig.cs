using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Loops;
using Backstay.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backstay.Server.Tests.Loops;

/// <summary>A sequencer on a ledger in memory, with the judge's loop beside it; the clock is the system's, the loop's where none is given.</summary>
internal sealed class JudgeRig : ICommitListener, IEscapeTaker, IDecisionStore, IIdSource, IAsyncDisposable
{
    public static readonly Name Endpoint = Name.Parse("delay");
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(Func<CommittedFact, bool> Matches, TaskCompletionSource<CommittedFact> Seen)> _waits = [];
    private readonly List<Telemetry> _stored = [];
    private readonly Lock _gate = new();
    private readonly List<string> _events = [];
    private readonly Task[] _running;
    private int _ids;

    public JudgeRig(
        WorldState? world = null, MemoryLedgerStore? ledger = null, int capacity = 1024, bool escaped = false, JudgeOptions? judge = null, TimeProvider? time = null)
    {
        Ledger = ledger ?? new MemoryLedgerStore();
        Escaped = escaped;
        Feed = new JudgeFeed(capacity);
        Sequencer = new Sequencer("default", Ledger, world ?? WorldState.Empty, [this], (TimeProvider.System, this), new SequencerOptions());
        Loop = new JudgeLoop(
            Sequencer, this, new MemoryObjectStore(), this, (Feed, View), time ?? TimeProvider.System,
            new JudgeLoopOptions { PublishEvery = TimeSpan.Zero, RefusedRetry = TimeSpan.FromMilliseconds(20), Judge = judge ?? JudgeOptions.Default },
            NullLogger<JudgeLoop>.Instance);
        _running = [Sequencer.RunAsync(_stop.Token)];
    }

    public MemoryLedgerStore Ledger { get; }

    public Sequencer Sequencer { get; }

    public JudgeFeed Feed { get; }

    public JudgeView View { get; } = new();

    public JudgeLoop Loop { get; }

    public bool Escaped { get; private set; }

    /// <summary>What happened, in order: escapes and facts.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public Task RunLoop() => Loop.RunAsync(_stop.Token);

    public async Task MustAsync(ICommand command)
    {
        var answer = await Sequencer.SubmitAsync(new Submission(command, new Actor("ann", null, null), $"c{Interlocked.Increment(ref _ids)}"), _stop.Token);
        Assert.True(answer.IsOk, answer.Problem?.ToString());
    }

    public Task<CommittedFact> SeeAsync<T>(Func<T, bool>? matches = null)
        where T : IFact
    {
        var seen = new TaskCompletionSource<CommittedFact>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waits.Add((fact => fact.Fact is T t && (matches?.Invoke(t) ?? true), seen));
        }

        return seen.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>A request, kept and fed, as the gateway does.</summary>
    public Guid Request(Arm arm, bool failed = false, bool feed = true, bool store = true, string rollout = "delay-1", int weight = 5000, int step = 0)
    {
        var decision = Decision(arm, failed, rollout, weight) with { Step = step };
        if (store)
        {
            lock (_gate)
            {
                _stored.Add(Telemetry.Of(decision));
            }
        }

        if (feed)
        {
            Feed.Record(decision);
        }

        return decision.Id;
    }

    public void OnCommitted(CommittedBatch batch)
    {
        lock (_gate)
        {
            foreach (var fact in batch.Facts)
            {
                _events.Add(fact.Fact.GetType().Name);
                _waits.Where(wait => wait.Matches(fact)).ToList().ForEach(wait => wait.Seen.TrySetResult(fact));
            }
        }
    }

    /// <summary>What nobody expects of it: taking an escape throws.</summary>
    public bool FailsToEscape { get; init; }

    public void TakeEscape(string endpoint, string rollout)
    {
        if (FailsToEscape)
        {
            throw new InvalidOperationException("no escape");
        }

        lock (_gate)
        {
            _events.Add("escape");
        }

        Escaped = true;
        EscapeTaken.TrySetResult();
    }

    public TaskCompletionSource EscapeTaken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Stands(string endpoint, string rollout) => Escaped;

    public async IAsyncEnumerable<Telemetry> ReadRolloutAsync(string rollout, [EnumeratorCancellation] CancellationToken ct)
    {
        Telemetry[] all;
        lock (_gate)
        {
            var decisions = _stored.Where(t => t.Decision?.Rollout == rollout).Select(t => t.Decision?.Id).ToHashSet();
            all = [.. _stored.Where(t => decisions.Contains(t.Decision?.Id ?? t.Outcome?.Decision))];
        }

        foreach (var item in all)
        {
            await Task.Yield();
            yield return item;
        }
    }

    /// <summary>Telemetry says that it lost something.</summary>
    public bool Holes { get; set; }

    public bool HasHoles(string rollout) => Holes;

    public Task FlushAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct)
    {
        lock (_gate)
        {
            var found = _stored.FirstOrDefault(item => item.Decision?.Id == id).Decision;
            return ValueTask.FromResult(found is null ? null : new DecisionStory(found, null, [], []));
        }
    }

    /// <summary>A label, kept and fed, of a request that was kept.</summary>
    public void Label(Guid decision, string json, bool feed = true)
    {
        var outcome = new OutcomeRecord(decision, "label", json, DateTimeOffset.UtcNow, null);
        lock (_gate)
        {
            _stored.Add(Telemetry.Of(outcome));
        }

        if (feed)
        {
            Feed.Record(outcome);
        }
    }

    public Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct) => throw new NotSupportedException();

    public Guid NewId(DateTimeOffset at) => Guid.CreateVersion7(at);

    public void FillRandom(Span<byte> destination) => destination.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>A world in which r1 serves and a rollout to r2 by <paramref name="plan"/> has begun.</summary>
    public static WorldState World(RolloutPlan plan)
    {
        var world = WorldState.Empty;
        void Fold(IFact fact)
        {
            var seq = world.Position + 1;
            world = world.Apply(
                new LedgerEntry(seq, "default", world.Time, new Actor("ann", null, null), new CommandRef($"f{seq}", default, 0, 1), "test.fact", 1, default), fact);
        }

        Fold(new EndpointDeclared(
            new EndpointConfig
            {
                Endpoint = Endpoint,
                Stage = EndpointStage.Production,
                Owner = "team",
                Backends = [new BackendConfig(Name.Parse("host"), BackendProtocol.Hosted, null, null, true)],
                Demands = new ReleaseDemands([], []),
            },
            default));
        foreach (var release in new[] { "r1", "r2" })
        {
            Fold(new ReleaseProposed(
                Name.Parse(release),
                new ReleaseParts(VersionId.Parse("model/m@1.0.0"), ImmutableSortedDictionary<string, VersionId>.Empty, null, null, null, null),
                Name.Parse("host"), [], default, "team", default));
        }

        Fold(new ReleaseActivated(Endpoint, Name.Parse("r1"), default));
        Fold(new RolloutStarted("delay-1", Endpoint, Name.Parse("r1"), Name.Parse("r2"), plan, default));
        return world;
    }

    public static RolloutPlan Plan(int units = 10) => new()
    {
        Steps = [new(StepKind.Canary, 5000, units, 0), new(StepKind.Full, 0, units, 0)],
        Guards = [new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
    };

    private DecisionRecord Decision(Arm arm, bool failed, string rollout, int weight)
    {
        var canary = arm == Arm.Canary;
        var assigned = canary ? "r2" : "r1";
        var id = NewId(DateTimeOffset.UtcNow);
        return new DecisionRecord
        {
            Id = id,
            Time = DateTimeOffset.UtcNow,
            Completed = DateTimeOffset.UtcNow,
            Workspace = "default",
            Position = 5,
            Escaped = false,
            Endpoint = "delay",
            Rollout = rollout,
            Step = 0,
            Bucket = 0,
            Unit = default,
            UnitSource = UnitOrigin.Decision,
            Propensity = weight,
            CanaryWeight = weight,
            AssignedArm = arm,
            AssignedRelease = assigned,
            ServedRelease = failed ? "r1" : assigned,
            Attempts = [new AttemptRecord(assigned, "host", 0, 1000, failed ? 500 : 200, failed ? "bad-status" : null, null)],
            DeadlineMs = 1000,
            Kept = [new KeptValue("answer", "1")],
            Status = 200,
            Input = default,
        };
    }
}
