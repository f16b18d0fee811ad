using System.Net.Http.Json;
using System.Threading.Channels;
using Backstay.Client;
using Backstay.Core.Monitoring;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Alerts;

/// <summary>
/// Tells people about breaches, beside the path that rolls back: a slow webhook delays nothing. At least once, also over a
/// kill; in the ledger's order. Bounded: what does not fit is dropped and counted, and stands in the ledger as an incident
/// all the same.
/// </summary>
internal sealed partial class AlertLoop(HttpClient http, DeliveredAlerts delivered, TimeProvider time, ILogger<AlertLoop> logger)
    : ICommitListener
{
    private const int Capacity = 256;
    private const int MaxRecent = 50;
    private const int Tries = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);

    private readonly Channel<(Alert Alert, Uri? Webhook)> _queue =
        Channel.CreateBounded<(Alert, Uri?)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Posts wait here, so that a slow webhook holds up neither log nor live view; null where there is none to post to.</summary>
    private readonly Channel<(Alert Alert, Uri? Webhook)> _posts =
        Channel.CreateBounded<(Alert, Uri?)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private volatile Alert[] _recent = [];
    private long _dropped;

    /// <summary>The latest alerts since the start, newest first.</summary>
    public IReadOnlyList<Alert> Recent => _recent;

    public long Dropped => Interlocked.Read(ref _dropped);

    public void OnCommitted(CommittedBatch batch)
    {
        if (ReferenceEquals(batch.Before.Monitoring, batch.After.Monitoring))
        {
            return;
        }

        foreach (var fact in batch.Facts)
        {
            if (batch.After.Monitoring.Incidents.TryGetValue(Incident.IdOf(fact.Seq), out var opened))
            {
                Tell(opened, batch.After);
            }
        }
    }

    /// <summary>Before the first commit: tells again what may not have been told before the process ended.</summary>
    public void Resume(WorldState world)
    {
        foreach (var incident in world.Monitoring.Incidents.Values.Where(i => i.Position > delivered.Position).OrderBy(i => i.Position))
        {
            Tell(incident, world);
        }
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(TellAsync(ct), PostAsync(ct));

    private async Task TellAsync(CancellationToken ct)
    {
        await foreach (var (alert, webhook) in _queue.Reader.ReadAllAsync(ct))
        {
            _recent = [alert, .. _recent.Take(MaxRecent - 1)];
            LogAlert(logger, alert.Severity, alert.Endpoint, alert.Message);
            if (!_posts.Writer.TryWrite((alert, webhook)))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }

    private async Task PostAsync(CancellationToken ct)
    {
        await foreach (var (alert, webhook) in _posts.Reader.ReadAllAsync(ct))
        {
            if (webhook is not null)
            {
                await PostAsync(alert, webhook, ct);
            }

            Keep(alert.Position);
        }
    }

    private void Keep(long position)
    {
        try
        {
            delivered.Keep(position);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotKept(logger, failure.Message);
        }
    }

    private void Tell(Incident incident, WorldState world)
    {
        var endpoint = world.Routing.Endpoints[incident.Endpoint].Config;
        var (severity, message) = incident.Kind == IncidentKind.Breach
            ? (AlertSeverity.Warning, $"guard {incident.Evidence[0].Guard} breached; rolled back by itself")
            : (AlertSeverity.Critical, $"rollout paused, trouble is shared by both releases: {incident.Summary}");
        var alert = new Alert(
            severity, message, incident.Endpoint.ToString(), incident.Rollout, incident.From.ToString(), incident.To.ToString(),
            incident.Owner, endpoint.Playbook?.ToString(), incident.Id, incident.Position, incident.Opened);
        if (!_queue.Writer.TryWrite((alert, endpoint.AlertWebhook)))
        {
            Interlocked.Increment(ref _dropped);
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "How far alerts were told is not kept, and the latest will be told again after a restart: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook at {Host} answered {Status}, attempt {Attempt}")]
    private static partial void LogWebhookRefused(ILogger logger, string host, int status, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook at {Host} failed: {Reason}, attempt {Attempt}")]
    private static partial void LogWebhookFailed(ILogger logger, string host, string reason, int attempt);
}
