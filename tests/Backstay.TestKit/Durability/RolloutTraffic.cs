using System.Net.Http.Headers;
using System.Text;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.TestKit.Scenes;

namespace Backstay.TestKit.Durability;

/// <summary>
/// One rollout after the other between two healthy releases: callers move it on, an operator pauses and resumes it, and
/// what was acknowledged or read is noted here, outside the server's reach.
/// </summary>
internal sealed class RolloutTraffic(string admin, int seed)
{
    private const int Callers = 3;
    private const int UnitsOfStep = 8;

    private static readonly int[] Weights = [2_000, 5_000, 10_000];

    private readonly Random _random = new(seed);
    private string? _rollout;
    private int _step;
    private RolloutStatus _status;
    private bool? _paused;
    private int _units;

    /// <summary>Rollouts whose start was acknowledged.</summary>
    public int Started { get; private set; }

    private static RolloutPlanSpec Plan { get; } = new()
    {
        Steps =
        [
            new StepSpec { Kind = StepKind.Canary, Weight = Weights[0], MinUnits = UnitsOfStep },
            new StepSpec { Kind = StepKind.Canary, Weight = Weights[1], MinUnits = UnitsOfStep },
            new StepSpec { Kind = StepKind.Full, MinUnits = UnitsOfStep },
        ],
        Guards = [new GuardSpec { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1, Limit = 0.25 }],
        HoldBack = 0,
    };

    /// <summary>Until the server is gone.</summary>
    /// <param name="moved">Told after each answer to a caller, and (true) when a rollout was seen to have moved.</param>
    public Task RunAsync((Uri Api, Uri Gateway) server, Action<bool> moved, CancellationToken ct) => Task.WhenAll(
        Enumerable.Range(0, Callers)
            .Select(_ => Gone.TolerateAsync(() => CallAsync(server.Gateway, moved, ct)))
            .Append(Gone.TolerateAsync(() => OperateAsync(server.Api, moved, ct))));

    /// <summary>After a restart: the rollout is where it was seen or further on, and the traffic is what its step says.</summary>
    /// <returns>Whether it goes on.</returns>
    public async Task<bool> CheckAsync(BackstayClient client, CancellationToken ct)
    {
        if (_rollout is not { } rollout)
        {
            return false;
        }

        var record = (await client.GetRolloutAsync(rollout, ct)).Record;
        Assert.True(record.Step >= _step, $"Rollout {rollout} is at step {record.Step}; it had been at {_step}.");
        Assert.NotEqual(RolloutStatus.RolledBack, record.Status);
        if (_status == RolloutStatus.Completed)
        {
            Assert.Equal(RolloutStatus.Completed, record.Status);
        }

        if (_paused is { } paused)
        {
            Assert.Equal(paused, record.Status == RolloutStatus.Paused);
        }

        var endpoint = await client.GetEndpointAsync(TwoReleases.Endpoint, ct);
        Assert.Equal(10_000, endpoint.Traffic.Sum(share => share.Share));
        if (endpoint.Rollout is { } running)
        {
            Assert.Equal(Weights[running.Step], endpoint.Traffic.Single(share => share.Release == running.To).Share);
        }

        return record.Status is RolloutStatus.Running or RolloutStatus.Paused;
    }

    private async Task CallAsync(Uri gateway, Action<bool> moved, CancellationToken ct)
    {
        using var caller = new HttpClient();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        while (!ct.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"endpoints/{TwoReleases.Endpoint}"))
            {
                Content = new StringContent("""{"question":1}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add(TwoReleases.UnitHeader, FormattableString.Invariant($"unit-{Interlocked.Increment(ref _units)}"));
            using var response = await caller.SendAsync(request, ct);
            moved(false);
        }
    }

    private async Task OperateAsync(Uri api, Action<bool> moved, CancellationToken ct)
    {
        using var client = new BackstayClient(api, admin);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await look.WaitForNextTickAsync(ct))
        {
            var endpoint = await client.GetEndpointAsync(TwoReleases.Endpoint, ct);
            if (endpoint.Rollout is not { } record)
            {
                await StartAsync(client, endpoint, ct);
            }
            else
            {
                if (_random.Next(60) == 0)
                {
                    await PauseAndResumeAsync(client, record.Rollout, ct);
                }
                else if (record.Status == RolloutStatus.Paused)
                {
                    await ResumeAsync(client, record.Rollout, ct);
                }

                await SeeAsync(client, record.Rollout, moved, ct);
            }
        }
    }

    private async Task StartAsync(BackstayClient client, EndpointView endpoint, CancellationToken ct)
    {
        var current = endpoint.Traffic.Single(share => share.Share > 0).Release;
        var next = current == TwoReleases.Old ? TwoReleases.New : TwoReleases.Old;
        _paused = null;
        var started = await client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = TwoReleases.Endpoint, Release = next, Plan = Plan, Why = "Its turn." }, idempotencyKey: null, ct);
        (_rollout, _step, _status) = (started.Rollout ?? throw new InvalidOperationException("No rollout was started."), 0, RolloutStatus.Running);
        Started++;
    }

    /// <summary>A rollout that ends in between can't be paused any more: it is refused then.</summary>
    private async Task PauseAndResumeAsync(BackstayClient client, string rollout, CancellationToken ct)
    {
        try
        {
            _paused = null;
            await client.PauseRolloutAsync(rollout, "A look.", ct);
            _paused = true;
            await ResumeAsync(client, rollout, ct);
        }
        catch (BackstayException refused) when (refused.Problem.Status is 409 or 422)
        {
            _paused = null;
        }
    }

    private async Task ResumeAsync(BackstayClient client, string rollout, CancellationToken ct)
    {
        _paused = null;
        await client.ResumeRolloutAsync(rollout, "It looks well.", ct);
        _paused = false;
    }

    private async Task SeeAsync(BackstayClient client, string rollout, Action<bool> moved, CancellationToken ct)
    {
        var record = (await client.GetRolloutAsync(rollout, ct)).Record;
        var (before, step) = ((_rollout, _step, _status), (record.Rollout, record.Step, record.Status));
        (_rollout, _step, _status) = step;
        if (before != step)
        {
            moved(true);
        }
    }
}
