using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Client.Endpoints;
using Backstay.Client.Objects;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.EndToEnd.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>The real server ends in the middle of a rollout, one way or the other, and the next one goes on with it.</summary>
public sealed class RestartInRolloutTests
{
    private const int UnitsBefore = 120;
    private const int MinUnits = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private static readonly Name Endpoint = Name.Parse("answers");
    private static readonly Name Old = Name.Parse("old");
    private static readonly Name New = Name.Parse("new");

    private readonly HttpClient _callers = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public enum End
    {
        SigKill,
        SigTerm,
    }

    [Theory]
    [InlineData(End.SigKill)]
    [InlineData(End.SigTerm)]
    public async Task A_rollout_goes_on_with_the_evidence_that_it_had(End end)
    {
        using var folder = new TemporaryFolder();
        await using var oldBackend = await LoopbackUpstream.StartAsync(Behave.Json("""{"answer":1}"""));
        await using var newBackend = await LoopbackUpstream.StartAsync(Behave.Json("""{"answer":2}"""));
        string rollout;
        RolloutLive before;
        await using (var first = ServerProcess.Start(folder.File("data")))
        {
            using var client = new BackstayClient(await first.ReadyAsync(Ct), token: null);
            rollout = await StartAsync(client, oldBackend.Url, newBackend.Url);
            await CallAsync(first.Addresses.Gateway, from: 0, count: UnitsBefore);
            before = await LiveAsync(client, rollout, first, live => live.CanaryUnits + live.ControlUnits == UnitsBefore);

            // Reading them back has them written: from here on they are the next process's evidence, however this one ends.
            var kept = await client.ListDecisionsAsync(Endpoint, limit: 500, Ct);
            Assert.Equal(UnitsBefore, kept.Items.Length);
            await (end == End.SigKill ? first.KillAsync(Ct) : first.StopAsync(Ct));
        }

        await using var second = ServerProcess.Start(folder.File("data"));
        using var again = new BackstayClient(await second.ReadyAsync(Ct), token: null);
        var after = await LiveAsync(again, rollout, second, live => !live.Incomplete && live.CanaryUnits + live.ControlUnits >= UnitsBefore);
        Assert.Equal((before.Step, before.CanaryUnits, before.ControlUnits), (after.Step, after.CanaryUnits, after.ControlUnits));
        Assert.Equal(RolloutStatus.Running, (await again.GetRolloutAsync(rollout, Ct)).Record.Status);

        // Units of before stay with their release; the new ones complete what the first process had begun. Each step needs
        // users of its own, so they keep coming until it is done.
        var next = UnitsBefore;
        var done = await UntilAsync(again, rollout, second, async view =>
        {
            await CallAsync(second.Addresses.Gateway, from: next, count: MinUnits);
            next += MinUnits;
            return view.Record.Status != RolloutStatus.Running;
        });
        Assert.Equal(RolloutStatus.Completed, done.Record.Status);
        Assert.Equal(New, (await again.GetEndpointAsync(Endpoint, Ct)).Traffic.Single(share => share.Share > 0).Release);
    }

    private static async Task<string> StartAsync(BackstayClient client, Uri oldUrl, Uri newUrl)
    {
        await client.DeclareEndpointAsync(
            Endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Staging,
                Owner = "team",
                Unit = new UnitSpec { Header = "Backstay-Unit" },
                Backends =
                [
                    new BackendSpec { Name = Old, Protocol = BackendProtocol.Json, Url = oldUrl },
                    new BackendSpec { Name = New, Protocol = BackendProtocol.Json, Url = newUrl },
                ],
                Why = "a test of restarts",
            },
            idempotencyKey: null,
            Ct);
        await ProposeAsync(client, Old, VersionId.Parse("model/answers@1.0.0"));
        await ProposeAsync(client, New, VersionId.Parse("model/answers@1.1.0"));
        await client.StartRolloutAsync(new StartRolloutRequest { Endpoint = Endpoint, Release = Old, Why = "the first" }, idempotencyKey: null, Ct);
        var started = await client.StartRolloutAsync(
            new StartRolloutRequest
            {
                Endpoint = Endpoint,
                Release = New,
                Why = "the next",
                Plan = new PlanSpec
                {
                    Steps =
                    [
                        new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = MinUnits },
                        new StepSpec { Kind = StepKind.Full, MinUnits = MinUnits },
                    ],
                    Guards = [new GuardSpec { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1, Limit = 0.25 }],
                },
            },
            idempotencyKey: null,
            Ct);
        return started.Rollout ?? throw new InvalidOperationException("No rollout was started.");
    }

    private static async Task ProposeAsync(BackstayClient client, Name release, VersionId model)
    {
        var tensor = TensorSpec.Create("x", TensorType.Fp32, [1]).Value;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes($"weights of {model}"));
        var stored = await client.PutObjectAsync(content, expected: null, sent: null, Ct);
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = model,
                Files = [new FileReference("model.bin", stored.Digest)],
                Owner = "team",
                Purpose = "answers",
                Why = "a test of restarts",
                Model = new ModelDescription("none", [tensor], [tensor]),
            },
            idempotencyKey: null,
            Ct);
        await client.ProposeReleaseAsync(
            new ProposeReleaseRequest
            {
                Release = release,
                Parts = new PartsSpec { Model = model },
                Backend = release,
                Owner = "team",
                Why = "a test of restarts",
            },
            idempotencyKey: null,
            Ct);
        var report = await client.CheckReleaseAsync(
            release, new CheckReleaseRequest { Endpoint = Endpoint, Samples = [JsonElement.Parse("""{"question":1}""")] }, Ct);
        Assert.True(report.Passed, report.FirstFailure?.Reason);
    }

    private async Task CallAsync(Uri gateway, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"endpoints/{Endpoint}"))
            {
                Content = new StringContent("""{"question":1}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Backstay-Unit", $"unit-{i}");
            using var response = await _callers.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static async Task<RolloutLive> LiveAsync(BackstayClient client, string rollout, ServerProcess server, Func<RolloutLive, bool> holds) =>
        (await UntilAsync(client, rollout, server, view => Task.FromResult(view.Live is { } live && holds(live)))).Live
            ?? throw new InvalidOperationException("It was there a moment ago.");

    /// <summary>Asks again until it holds. Patience is for a rollout that stands still, not a measure of anything.</summary>
    private static async Task<RolloutView> UntilAsync(
        BackstayClient client, string rollout, ServerProcess server, Func<RolloutView, Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(PollEvery);
        while (true)
        {
            var view = await client.GetRolloutAsync(rollout, Ct);
            if (await holds(view))
            {
                return view;
            }

            Assert.False(patience.IsCancellationRequested, $"The rollout stands still: {JsonSerializer.Serialize(view.Live)}\nThe server said:\n{server.Output}");
            await timer.WaitForNextTickAsync(Ct);
        }
    }
}
