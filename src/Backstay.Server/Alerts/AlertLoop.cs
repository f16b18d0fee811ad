using System.Threading.Channels;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Alerts;

/// <summary>
/// Tells people about breaches, beside the path that rolls back: a slow webhook delays nothing, log and live view neither. At
/// least once, also over a kill; an endpoint's in the ledger's order. Bounded: what does not fit is dropped, logged and
/// counted, and stands in the ledger as an incident all the same.
/// </summary>
internal sealed partial class AlertLoop : ICommitListener, IDisposable
{
    private const int Capacity = 256;
    private const int MaxRecent = 50;

    private readonly Channel<Alert> _queue = Channel.CreateBounded<Alert>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly DeliveredAlerts _delivered;
    private readonly WebhookPosts _posts;
    private readonly ILogger<AlertLoop> _logger;
    private volatile Alert[] _recent = [];
    private volatile WorldState? _world;
    private long _dropped;

    public AlertLoop(HttpClient http, DeliveredAlerts delivered, WebhookPatience patience, TimeProvider time, ILogger<AlertLoop> logger)
    {
        _delivered = delivered;
        _logger = logger;
        _posts = new WebhookPosts(http, delivered, WebhookOf, patience, time, logger);
    }

    /// <summary>The latest alerts since the start, newest first.</summary>
    public IReadOnlyList<Alert> Recent => _recent;

    /// <summary>Alerts that neither log nor webhook got: too many came at once.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc cref="WebhookPosts.GivenUp"/>
    public long GivenUp => _posts.GivenUp;

    /// <inheritdoc cref="WebhookPosts.Waiting"/>
    public int Waiting => _posts.Waiting;

    public void OnCommitted(CommittedBatch batch)
    {
        _world = batch.After;
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
        _world = world;
        foreach (var incident in world.Monitoring.Incidents.Values.Where(i => i.Position > _delivered.Position).OrderBy(i => i.Position))
        {
            Tell(incident, world);
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        // The posts end with the loop, also where it fails: a failure that waits for them is never heard of.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await foreach (var alert in _queue.Reader.ReadAllAsync(ct))
            {
                _recent = [alert, .. _recent.Take(MaxRecent - 1)];
                LogAlert(_logger, alert.Severity, alert.Endpoint, alert.Message);
                _posts.Add(alert, ending.Token);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await _posts.EndedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _posts.Dispose();

    private Uri? WebhookOf(string endpoint) => _world?.Routing.Endpoints[Name.Parse(endpoint)].Config.AlertWebhook;

    private void Tell(Incident incident, WorldState world)
    {
        var endpoint = world.Routing.Endpoints[incident.Endpoint].Config;
        var (severity, message) = incident.Kind == IncidentKind.Breach
            ? (AlertSeverity.Warning, $"guard {incident.Evidence[0].Guard} breached; rolled back by itself")
            : (AlertSeverity.Critical, $"rollout paused, trouble is shared by both releases: {incident.Summary}");
        var alert = new Alert(
            severity, message, incident.Endpoint.ToString(), incident.Rollout, incident.From.ToString(), incident.To.ToString(),
            incident.Owner, endpoint.Playbook?.ToString(), incident.Id, incident.Position, incident.Opened);
        if (!_queue.Writer.TryWrite(alert))
        {
            Interlocked.Increment(ref _dropped);
            LogDropped(_logger, alert.Incident, alert.Endpoint);
        }
    }

    [LoggerMessage(EventId = EventIds.Alert, Level = LogLevel.Warning, Message = "ALERT {Severity} {Endpoint}: {Message}")]
    private static partial void LogAlert(ILogger logger, AlertSeverity severity, string endpoint, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "The alert of incident {Incident} (endpoint {Endpoint}) was dropped: too many came at once")]
    private static partial void LogDropped(ILogger logger, string incident, string endpoint);
}
