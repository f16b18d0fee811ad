using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>
/// The real server with one endpoint and two releases behind backends of their own, as its callers, its operators and its
/// on-call see it. Units are numbered from 0 and never come twice, so that every run meets the same arms.
/// </summary>
internal sealed class RolloutScene : IAsyncDisposable
{
    public static readonly Name Endpoint = TwoReleases.Endpoint;
    public static readonly Name Old = TwoReleases.Old;
    public static readonly Name New = TwoReleases.New;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly WallClock? _clock;
    private readonly HttpClient _callers = new();
    private int _units;

    private RolloutScene(string? data, WallClock? clock, LoopbackUpstream oldBackend, LoopbackUpstream newBackend, LoopbackUpstream onCall)
    {
        (OldBackend, NewBackend, OnCall) = (oldBackend, newBackend, onCall);
        _data = data ?? _folder.File("data");
        _clock = clock;
        Server = ServerProcess.Start(_data, clock);
        Client = new BackstayClient(new Uri("http://127.0.0.1/"), token: null); // until the server says where it is
    }

    /// <summary>A guard on failures, relative and hard.</summary>
    public static GuardSpec Errors { get; } = new()
    {
        Guard = Name.Parse("errors"),
        Metric = GuardMetric.ErrorRate,
        Margin = 1,
        Limit = 0.25,
    };

    public static string Healthy => TwoReleases.Healthy;

    public LoopbackUpstream OldBackend { get; }

    public LoopbackUpstream NewBackend { get; }

    /// <summary>The webhook: what on-call was told.</summary>
    public LoopbackUpstream OnCall { get; }

    public ServerProcess Server { get; private set; }

    public BackstayClient Client { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Both releases are proposed and checked; the old one serves.</summary>
    /// <param name="data">Null for a data folder of the scene's own.</param>
    /// <param name="clock">The wall clock that the server sees; null for the machine's.</param>
    public static async Task<RolloutScene> StartAsync(string? data = null, WallClock? clock = null)
    {
        var scene = new RolloutScene(
            data,
            clock,
            await LoopbackUpstream.StartAsync(Behave.Json(Healthy)),
            await LoopbackUpstream.StartAsync(Behave.Json(Healthy)),
            await LoopbackUpstream.StartAsync(Behave.Json("{}")));
        try
        {
            await scene.ConnectAsync();
            await TwoReleases.PrepareAsync(scene.Client, scene.OldBackend.Url, scene.NewBackend.Url, scene.OnCall.Url, Ct);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next process on the same data, once the one before has ended.</summary>
    public async Task StartAgainAsync()
    {
        await Server.DisposeAsync();
        Server = ServerProcess.Start(_data, _clock);
        await ConnectAsync();
    }

    /// <summary>The same at the address that the one before had, for those who wait for it there.</summary>
    public async Task StartAgainInPlaceAsync()
    {
        var api = Server.Addresses.Api;
        await Server.DisposeAsync();
        Server = ServerProcess.Start(_data, api, _clock);
        await ConnectAsync();
    }

    /// <summary>Moves the endpoint to the new release by a plan; the rollout's id.</summary>
    public async Task<string> RollOutAsync(RolloutPlanSpec plan)
    {
        var started = await Client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = Endpoint, Release = New, Plan = plan, Why = "the next" }, idempotencyKey: null, Ct);
        return started.Rollout ?? throw new InvalidOperationException("No rollout was started.");
    }

    /// <summary>Calls by units that have never called, one after the other.</summary>
    public async Task<ImmutableArray<CallerAnswer>> CallAsync(int count)
    {
        var answers = ImmutableArray.CreateBuilder<CallerAnswer>(count);
        for (var i = 0; i < count; i++)
        {
            answers.Add(await CallOnceAsync(_units++));
        }

        return answers.MoveToImmutable();
    }

    /// <summary>The first units call again, and each is answered by the release that answered it before.</summary>
    /// <param name="before">What the scene's first callers got, in order.</param>
    public async Task CallAgainAsync(ImmutableArray<CallerAnswer> before)
    {
        for (var unit = 0; unit < before.Length; unit++)
        {
            Assert.Equal(before[unit].Release, (await CallOnceAsync(unit)).Release);
        }
    }

    /// <summary>The first units call another server; each is answered by the release that answered it before.</summary>
    public async Task<ImmutableArray<HttpStatusCode>> CallAtAsync(Uri gateway, ImmutableArray<CallerAnswer> before)
    {
        var statuses = ImmutableArray.CreateBuilder<HttpStatusCode>(before.Length);
        for (var unit = 0; unit < before.Length; unit++)
        {
            var answer = await CallOnceAsync(unit, gateway);
            Assert.Equal(before[unit].Release, answer.Release);
            statuses.Add(answer.Status);
        }

        return statuses.MoveToImmutable();
    }

    /// <summary>Posts what was measured of an answer.</summary>
    public async Task MeasureAsync(Guid decision, string name, double value)
    {
        var posted = await Client.PostOutcomesAsync(
            decision, new PostOutcomesRequest { Name = name, Value = JsonSerializer.SerializeToElement(value) }, Ct);
        Assert.Equal(decision, posted.Outcomes.Single().Decision);
    }

    /// <summary>Asks until it holds. Patience is for a rollout that stands still, not a measure of anything.</summary>
    public Task<RolloutView> UntilAsync(string rollout, Func<RolloutView, bool> holds) =>
        UntilAsync(rollout, view => Task.FromResult(holds(view)));

    /// <inheritdoc cref="UntilAsync(string, Func{RolloutView, bool})"/>
    public async Task<RolloutView> UntilAsync(string rollout, Func<RolloutView, Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(PollEvery);
        while (true)
        {
            var view = await Client.GetRolloutAsync(rollout, Ct);
            if (await holds(view))
            {
                return view;
            }

            Assert.False(
                patience.IsCancellationRequested,
                $"The rollout stands still as {view.Record.Status}: {JsonSerializer.Serialize(view.Live)}\nThe server said:\n{Server.Output}");
            await timer.WaitForNextTickAsync(Ct);
        }
    }

    /// <summary>
    /// Waits until the judge has seen every unit that called so far, but for those whose requests were under way while a
    /// loaded machine let the server stand still: they are no evidence. Its feed keeps the order, so it has seen all that
    /// was posted before the last call as well. Needs <see cref="Errors"/>, which sees all units in every step.
    /// </summary>
    public async Task<RolloutLive> JudgedAsync(string rollout)
    {
        var judged = await UntilAsync(
            rollout, async view => view.Live is { Incomplete: false } live && (SeenIn(live) == _units || SeenIn(live) == await EvidenceAsync()));
        return judged.Live ?? throw new InvalidOperationException("It was there a moment ago.");
    }

    /// <summary>What the webhook heard, once it has heard so much.</summary>
    public async Task<JsonElement[]> AlertsAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(PollEvery);
        while (OnCall.Bodies.Count < count)
        {
            Assert.False(patience.IsCancellationRequested, $"On-call was told {OnCall.Bodies.Count} times.\nThe server said:\n{Server.Output}");
            await timer.WaitForNextTickAsync(Ct);
        }

        return [.. OnCall.Bodies.Select(body => JsonElement.Parse(body))];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _callers.Dispose();
        await Server.DisposeAsync();
        await OldBackend.DisposeAsync();
        await NewBackend.DisposeAsync();
        await OnCall.DisposeAsync();
        _folder.Dispose();
    }

    private static long SeenIn(RolloutLive live) => live.Guards
        .Where(guard => guard.Guard == Errors.Guard.ToString())
        .Select(guard => guard.CanaryUnits + guard.ControlUnits)
        .First();

    /// <summary>Decisions that are evidence, once all are recorded; null before.</summary>
    private async Task<int?> EvidenceAsync()
    {
        var decisions = await Client.ListDecisionsAsync(Endpoint, limit: 1_000, Ct);
        Assert.False(decisions.Truncated, "There are too many callers to count.");
        return decisions.Items.Length == _units ? decisions.Items.Count(decision => !decision.Stalled) : null;
    }

    private async Task ConnectAsync()
    {
        Client.Dispose();
        Client = new BackstayClient(await Server.ReadyAsync(Ct), token: null);
    }

    private Task<CallerAnswer> CallOnceAsync(int unit) => CallOnceAsync(unit, Server.Addresses.Gateway);

    private async Task<CallerAnswer> CallOnceAsync(int unit, Uri gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"endpoints/{Endpoint}"))
        {
            Content = new StringContent("""{"question":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(TwoReleases.UnitHeader, FormattableString.Invariant($"unit-{unit}"));
        using var response = await _callers.SendAsync(request, Ct);
        return new CallerAnswer(
            response.StatusCode,
            Guid.Parse(response.Headers.GetValues("Backstay-Decision").Single()),
            response.Headers.TryGetValues("Backstay-Release", out var release) ? release.Single() : null);
    }
}

/// <summary>What a caller got.</summary>
/// <param name="Release">The release that answered; null where none did.</param>
internal sealed record CallerAnswer(HttpStatusCode Status, Guid Decision, string? Release);
