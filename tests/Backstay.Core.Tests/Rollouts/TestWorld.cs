using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Core.Tests.Rollouts;

/// <summary>A world in memory: commands go through the real decisions, entries and fold.</summary>
internal sealed class TestWorld
{
    public static readonly Name Endpoint = Name.Parse("delay");
    public static readonly Name Host = Name.Parse("host");
    private readonly BatchDecider _decider = new("default");
    private long _commands;

    public WorldState State { get; private set; } = WorldState.Empty;

    /// <summary>Releases that could not answer at once.</summary>
    public HashSet<Name> Cold { get; } = [];

    public IReadOnlyList<IFact> Last { get; private set; } = [];

    public EndpointTraffic Traffic => State.Rollouts.TrafficOf(Endpoint);

    /// <summary>What evidence is bound to now.</summary>
    public Digest? Backend => BackendDigests.Of(State.Routing.Endpoints[Endpoint].Config, Host);

    public ReleaseGate Gate => new(State.Routing, State.Releases, State.Evaluation);

    /// <summary>An endpoint, and releases r1, r2, … with check evidence for each.</summary>
    public static TestWorld With(int releases, ReleaseDemands? demands = null)
    {
        var world = new TestWorld();
        world.Declare(new BackendConfig(Host, BackendProtocol.Hosted, null, null, true), demands);
        for (var i = 1; i <= releases; i++)
        {
            world.Propose($"r{i}");
            world.Prove($"r{i}");
        }

        return world;
    }

    /// <summary>The endpoint with this backend from here on.</summary>
    public void Declare(BackendConfig backend, ReleaseDemands? demands = null) => Must(new DeclareEndpoint(
        new EndpointConfig
        {
            Endpoint = Endpoint,
            Stage = EndpointStage.Production,
            Owner = "team",
            Backends = [backend],
            Demands = demands ?? ReleaseDemands.CheckOrShadow,
        },
        "why"));

    public void Propose(string release, params SystemRequirement[] requires)
    {
        var model = VersionId.Parse($"model/m-{release}@1.0.0");
        Fold(new VersionRegistered(
            model, new ContentDigest(ContentScheme.File, Digest.Of(System.Text.Encoding.UTF8.GetBytes(release))), [], 0, 0, RecordedInputs.None,
            null, null, null, "team", default, default));
        Must(new ProposeRelease(
            Name.Parse(release),
            new ReleaseParts(model, ImmutableSortedDictionary<string, VersionId>.Empty, null, null, null, null),
            Host, [.. requires], "team", "why"));
    }

    public void Prove(string release, bool passed = true) => Must(new RecordEvidence(
        Name.Parse(release), Endpoint, EvidenceKind.Check, passed, 10, 0, 0, 0, 1000, null, null, null, Backend));

    public Result<NewFacts> Decide(ICommand command) =>
        Dispatch.Decide(State, command, new DecideContext(new Actor("ann", null, null), State.Time, default), (_, _, release) => Cold.Contains(release));

    public Problem Refused(ICommand command)
    {
        var before = State;
        var decided = Submit(command);
        Assert.NotNull(decided);
        Assert.Same(before, State);
        return decided;
    }

    public IReadOnlyList<IFact> Must(ICommand command)
    {
        Assert.Null(Submit(command));
        return Last;
    }

    /// <summary>Null when committed.</summary>
    public Problem? Submit(ICommand command)
    {
        var id = $"c{++_commands}";
        var batch = _decider.Decide(State, [new Submission(command, new Actor("ann", null, null), id)], State.Time.AddSeconds(1), Digest.Of(BitConverter.GetBytes(_commands)));
        State = batch.Records.Count > 0 ? batch.Root : State;
        Last = [.. batch.Facts.Select(f => f.Fact)];
        return batch.Outcomes[0].Refused;
    }

    public string Start(string release, RolloutPlan? plan = null)
    {
        Must(new StartRollout(Endpoint, Name.Parse(release), plan ?? Plans.Plain(), "why"));
        return Traffic.Active?.Rollout ?? string.Empty;
    }

    public PassStep Pass(int? step = null) => new(
        Traffic.Active!.Rollout, Endpoint, step ?? Traffic.Active.Step, Traffic.Active.CurrentStep.MinSeconds, []);

    private void Fold(IFact fact)
    {
        var seq = State.Position + 1;
        var entry = new LedgerEntry(
            seq, "default", State.Time, new Actor("ann", null, null), new CommandRef($"f{seq}", default, 0, 1),
            Catalogs.Facts.KindOf(fact).Name, 1, Catalogs.Facts.Encode(fact).Value);
        State = State.Apply(entry, fact);
    }
}
