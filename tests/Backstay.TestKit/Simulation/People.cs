using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>Those who set the world up, start rollouts, and meddle at odd moments.</summary>
internal sealed class People(World world)
{
    public const string Actor = "ann";
    private static readonly Name System = Name.Parse("database");
    private static readonly Name Host = Name.Parse("host");
    private readonly Random _random = Randoms.Of(world.Plan.Seed, "people");

    /// <summary>Endpoints, versions, releases with their evidence, and the first release of each endpoint.</summary>
    public void SetUp()
    {
        Do(new CreateToken(Name.Parse(Actor), Digest.Of(Encoding.UTF8.GetBytes(Private.Token(Actor))), TokenScope.Admin, Actor, null, LifetimeDays: 30));
        Do(new SetSystem(System, SemanticVersion.Parse("1.2.0"), "as it runs"));
        foreach (var script in world.Plan.Endpoints)
        {
            Do(Declaration(script));
            foreach (var release in script.Releases)
            {
                Propose(script, release);
            }

            Do(new StartRollout(script.Endpoint, script.Releases[0].Release, null, Private.Text("the first")));
        }

        world.Node?.Run();
    }

    public void Start()
    {
        foreach (var script in world.Plan.Endpoints)
        {
            world.Agenda.After(_random.NextDouble() * 1_000, () => KeepRolling(script));
        }

        foreach (var time in world.Plan.Interventions)
        {
            world.Agenda.At(time, Meddle);
        }
    }

    /// <summary>A command that met an unavailable ledger: asked again under its id later, as a careful client does.</summary>
    public void AskAgain(string id, ICommand command)
    {
        if (_random.NextDouble() < 0.5)
        {
            world.Agenda.After(300 + (_random.NextDouble() * 3_000), () => Do(command, id, run: true));
        }
    }

    // Whenever nothing rolls out, somebody tries the next release; also one that was tried before.
    private void KeepRolling(EndpointScript script)
    {
        if (world.Node is { } node && node.Current.Rollouts.TrafficOf(script.Endpoint) is { Active: null } traffic)
        {
            var candidates = script.Releases.Where(release => release.Release != traffic.Current).ToList();
            Do(new StartRollout(script.Endpoint, _random.Pick(candidates).Release, PlanDraw.Draw(_random, script.SlowMs), Private.Text("try it")), run: true);
        }

        if (!world.IsOver)
        {
            world.Agenda.After(300 + (_random.NextDouble() * 2_000), () => KeepRolling(script));
        }
    }

    private void Meddle()
    {
        if (world.Node is not { } node)
        {
            return;
        }

        var script = _random.Pick(world.Plan.Endpoints);
        var release = _random.Pick(script.Releases);
        var rollout = node.Current.Rollouts.TrafficOf(script.Endpoint).Active?.Rollout ?? $"{script.Endpoint}-1";
        var choice = _random.Next(10);
        Do(choice switch
        {
            0 or 1 => new PauseRollout(rollout, Private.Text("wait")),
            2 => new AbortRollout(rollout, Private.Text("enough")),
            3 => new RollBack(script.Endpoint, null, Private.Text("back")),
            4 => new RollBack(script.Endpoint, release.Release, Private.Text("back to that one")),
            5 => new SetSystem(System, SemanticVersion.Parse(_random.Pick(["1.2.0", "1.4.0", "2.0.0"])), Private.Text("moved")),
            6 => Evidence(script, release, passed: _random.NextDouble() < 0.5),
            7 => Declaration(script, moved: _random.NextDouble() < 0.5) with { Why = Private.Text("again") },
            8 => new StartRollout(script.Endpoint, release.Release, PlanDraw.Draw(_random, script.SlowMs), Private.Text("at an odd moment")),
            _ => new ResumeRollout(rollout, Private.Text("go on")),
        }, run: true);
        if (choice is 0 or 1)
        {
            world.Agenda.After(_random.NextDouble() * 4_000, () => Do(new ResumeRollout(rollout, Private.Text("go on")), run: true));
        }
        else if (choice == 7)
        {
            world.Agenda.After(_random.NextDouble() * 6_000, () => Do(Declaration(script), run: true));
        }
        else if (choice == 5)
        {
            world.Agenda.After(_random.NextDouble() * 6_000, () => Do(new SetSystem(System, SemanticVersion.Parse("1.2.0"), Private.Text("back")), run: true));
        }
    }

    private void Propose(EndpointScript script, ReleaseScript release)
    {
        var content = Digest.Of(Encoding.UTF8.GetBytes(release.Release.ToString()));
        var model = VersionId.Parse(string.Create(CultureInfo.InvariantCulture, $"model/{script.Endpoint}@1.0.{script.Releases.ToList().IndexOf(release)}"));
        ImmutableArray<TensorSpec> tensor = [TensorSpec.Create("x", TensorType.Fp32, [1]).Value];
        Do(new RegisterVersion(
            model, new ContentDigest(ContentScheme.File, content), [new ContentFile("m", content, 1)], "team", Private.Text("answers"), Private.Text("new"),
            Model: new ModelDescription("linear", tensor, tensor)));
        Do(new ProposeRelease(
            release.Release, new ReleaseParts(model, ImmutableSortedDictionary<string, VersionId>.Empty, null, null, null, null),
            Host, script.RequiresSystem ? [new SystemRequirement(System, VersionRange.Parse(">=1.0.0 <2.0.0"))] : [], "team", Private.Text("new")));
        if (release.HasCheck)
        {
            Do(Evidence(script, release, passed: true));
        }
    }

    /// <summary>Of the backend as it is declared now; of the first declaration where none is committed yet.</summary>
    private RecordEvidence Evidence(EndpointScript script, ReleaseScript release, bool passed)
    {
        var declared = world.Node?.Current.Routing.Endpoints.GetValueOrDefault(script.Endpoint)?.Config ?? Declaration(script).Config;
        return new(
            release.Release, script.Endpoint, EvidenceKind.Check, passed, 10, passed ? 0 : 3, 0, 0, script.DeadlineMs, null, null, null,
            BackendDigests.Of(declared, Host));
    }

    private static DeclareEndpoint Declaration(EndpointScript script, bool moved = false) => new(
        new EndpointConfig
        {
            Endpoint = script.Endpoint,
            Stage = EndpointStage.Production,
            Owner = "team",
            DeadlineMs = script.DeadlineMs,
            Backends = [moved
                ? new BackendConfig(Host, BackendProtocol.Oip, new Uri("http://elsewhere.example"), null, Idempotent: true)
                : new BackendConfig(Host, BackendProtocol.Hosted, null, null, Idempotent: true)],
            Demands = script.DemandsEvidence ? ReleaseDemands.CheckOrShadow : new ReleaseDemands([], []),
        },
        Private.Text("new"));

    private void Do(ICommand command, string? id = null, bool run = false)
    {
        world.Node?.Submit(command, Actor, id ?? world.NextCommandId());
        if (run)
        {
            world.Node?.Run();
        }
    }
}
