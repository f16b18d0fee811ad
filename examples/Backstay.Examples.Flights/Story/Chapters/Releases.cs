using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Client.Endpoints;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Routing;
using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Names of the releases, and what several chapters do with them.</summary>
internal static class Releases
{
    public static readonly Name First = Name.Parse("flights-1");
    public static readonly Name Better = Name.Parse("flights-2");
    public static readonly Name UnitsBug = Name.Parse("flights-3");
    public static readonly Name ModelBackOnly = Name.Parse("flights-3-model-back");
    public static readonly Name Outside = Name.Parse("flights-4");
    public static readonly Name Hosted = Name.Parse("hosted");
    public static readonly Name OutsideProcess = Name.Parse("outside-process");
    private const double LeastWithin15 = 0.5;
    private const int DeadlineMs = 2_000;

    /// <param name="outside">Where release 4's process listens; null before there is one.</param>
    public static Task<EndpointView> DeclareAsync(StoryContext story, Uri? outside, string why, CancellationToken ct)
    {
        ImmutableArray<BackendSpec> backends = [new BackendSpec { Name = Hosted, Protocol = BackendProtocol.Hosted }];
        if (outside is not null)
        {
            backends = backends.Add(new BackendSpec
            {
                Name = OutsideProcess,
                Protocol = BackendProtocol.Oip,
                Url = outside,
                Model = ModelRecipe.Delay4,
            });
        }

        return story.Client.DeclareEndpointAsync(
            StoryContext.Endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Production,
                Owner = Versions.Owner,
                Unit = new UnitSpec { Header = "Backstay-Unit" },
                DeadlineMs = DeadlineMs,
                Backends = backends,
                Demands = new DemandsSpec { Scorecards = [new ScorecardSpec { Metric = Evaluator.Within15, Min = LeastWithin15 }] },
                SafeDefault = JsonSerializer.SerializeToElement(new { delay = 0 }),
                AlertWebhook = StoryContext.Need(story.Pager).Url,
                Playbook = new Uri("https://example.com/playbooks/flight-delay"),
                Why = why,
            },
            idempotencyKey: null,
            ct);
    }

    public static Task<ReleaseView> ProposeAsync(
        StoryContext story, Name release, VersionId model, VersionId processor, Name backend, string why, CancellationToken ct) =>
        story.Client.ProposeReleaseAsync(
            new ProposeReleaseRequest
            {
                Release = release,
                Parts = new PartsSpec { Model = model, Processor = processor, Environment = Versions.ServingEnvironment },
                Backend = backend,
                Owner = Versions.Owner,
                Why = why,
            },
            idempotencyKey: null,
            ct);

    /// <summary>Runs training rows through the whole release and tells what came of it.</summary>
    public static async Task<CheckReport> CheckAsync(StoryContext story, Name release, Func<Flight, bool> holds, CancellationToken ct)
    {
        var rows = FlightLines.Read(Path.Combine(story.ModelFolder, TrainingRun.TrainingFile)).Where(holds).Take(story.Profile.CheckSamples);
        var report = await story.Client.CheckReleaseAsync(
            release,
            new CheckReleaseRequest
            {
                Endpoint = StoryContext.Endpoint,
                Samples = [.. rows.Select(row => JsonElement.Parse(FlightLines.Request(row)))],
            },
            ct);
        story.Timeline.Say(FormattableString.Invariant(
            $"release check {release}: {report.Samples} sample inputs, {report.Errors} errors, {report.SchemaFailures} schema failures, {report.Late} late, median {report.MedianMs:0.00} ms: {(report.Passed ? "passed" : $"failed ({report.FirstFailure?.Reason})")}"));
        return report.Passed ? report : throw new StoryException($"{release} did not pass its check: {report.FirstFailure?.Reason}");
    }

    public static async Task<string> StartAsync(StoryContext story, Name release, RolloutPlanSpec plan, string why, CancellationToken ct)
    {
        var answer = await story.Client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = StoryContext.Endpoint, Release = release, Plan = plan, Why = why }, idempotencyKey: null, ct);
        return answer.Rollout ?? throw new StoryException($"No rollout of {release} was started.");
    }
}
