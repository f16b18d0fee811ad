using System.Globalization;
using System.Net.Http.Json;
using System.Threading.Channels;
using Backstay.Client;
using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Alerts;

/// <summary>
/// Tells people about breaches, beside the path that rolls back: a slow webhook delays nothing. Bounded: what does not
/// fit is dropped and counted, and stands in the ledger as an incident all the same.
/// </summary>
internal sealed partial class AlertLoop(HttpClient http, TimeProvider time, ILogger<AlertLoop> logger) : ICommitListener
{
    private const int Capacity = 256;
    private const int MaxRecent = 50;
    private const int Tries = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);

    private readonly Channel<(Alert Alert, Uri? Webhook)> _queue =
        Channel.CreateBounded<(Alert, Uri?)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Posts wait here, so that a slow webhook holds up neither log nor live view.</summary>
    private readonly Channel<(Alert Alert, Uri Webhook)> _posts =
        Channel.CreateBounded<(Alert, Uri)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private volatile Alert[] _recent = [];
    private long _dropped;

    /// <summary>The latest alerts since the start, newest first.</summary>
    public IReadOnlyList<Alert> Recent => _recent;

    public long Dropped => Interlocked.Read(ref _dropped);

    public void OnCommitted(CommittedBatch batch)
    {
        foreach (var fact in batch.Facts)
        {
            if (AlertOf(fact, batch.After) is { } alert && !_queue.Writer.TryWrite(alert))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(TellAsync(ct), PostAsync(ct));

    private async Task TellAsync(CancellationToken ct)
    {
        await foreach (var (alert, webhook) in _queue.Reader.ReadAllAsync(ct))
        {
            _recent = [alert, .. _recent.Take(MaxRecent - 1)];
            LogAlert(logger, alert.Severity, alert.Endpoint, alert.Message);
            if (webhook is not null && !_posts.Writer.TryWrite((alert, webhook)))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }

    private async Task PostAsync(CancellationToken ct)
    {
        await foreach (var (alert, webhook) in _posts.Reader.ReadAllAsync(ct))
        {
            await PostAsync(alert, webhook, ct);
        }
    }

    private static (Alert, Uri?)? AlertOf(CommittedFact committed, WorldState world)
    {
        var (severity, rollout, message) = committed.Fact switch
        {
            GuardBreached f => (AlertSeverity.Warning, f.Rollout, $"guard {f.Verdict.Guard} breached; rolled back by itself"),
            RolloutPaused { Cause: PauseCause.SharedBreach } f => (AlertSeverity.Critical, f.Rollout, $"rollout paused, trouble is shared by both releases: {f.Reason}"),
            _ => (default, null, string.Empty),
        };
        if (rollout is null)
        {
            return null;
        }

        var record = world.Rollouts.Rollouts[rollout];
        var endpoint = world.Routing.Endpoints[record.Endpoint].Config;
        // Where the origin may not serve any more, another standby was taken.
        var to = committed.Fact is GuardBreached ? world.Rollouts.TrafficOf(record.Endpoint).Current ?? record.From : record.From;
        var alert = new Alert(
            severity, message, record.Endpoint.ToString(), rollout, record.To.ToString(), to.ToString(),
            endpoint.Owner, endpoint.Playbook?.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"inc-{committed.Seq}"), committed.Seq, committed.Head.Time);
        return (alert, endpoint.AlertWebhook);
    }

    private async Task PostAsync(Alert alert, Uri webhook, CancellationToken ct)
    {
        var pause = FirstPause;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                using var timeout = new CancellationTokenSource(TryTimeout, time);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
                using var response = await http.PostAsJsonAsync(webhook, alert, WireJson.Options, linked.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                LogWebhookRefused(logger, webhook.Host, (int)response.StatusCode, attempt);
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                LogWebhookFailed(logger, webhook.Host, failure.Message, attempt);
            }

            await Task.Delay(pause, time, ct);
            pause *= 2;
        }
    }

    [LoggerMessage(EventId = EventIds.Alert, Level = LogLevel.Warning, Message = "ALERT {Severity} {Endpoint}: {Message}")]
    private static partial void LogAlert(ILogger logger, AlertSeverity severity, string endpoint, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook at {Host} answered {Status}, attempt {Attempt}")]
    private static partial void LogWebhookRefused(ILogger logger, string host, int status, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook at {Host} failed: {Reason}, attempt {Attempt}")]
    private static partial void LogWebhookFailed(ILogger logger, string host, string reason, int attempt);
}
