using System.Diagnostics;
using System.Threading.Channels;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Alerts;

/// <summary>
/// Tells people about breaches, beside the path that rolls back: a slow webhook delays nothing, log and live view neither. At
/// least once, also over a kill; an endpoint's in the ledger's order. Incidents are read from the state, behind the last one that was
/// told: so none is dropped for want of room, however many come at once or waited for this start.
/// </summary>
internal sealed partial class AlertLoop : ICommitListener, IDisposable
{
    private const int MaxRecent = 50;

    /// <summary>Something changed since it was last looked.</summary>
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly WebhookPosts _posts;
    private readonly ILogger<AlertLoop> _logger;
    private volatile Alert[] _recent = [];
    private volatile WorldState? _world;
    private long _last;

    public AlertLoop(HttpClient http, DeliveredAlerts delivered, WebhookPatience patience, TimeProvider time, ILogger<AlertLoop> logger)
    {
        _last = delivered.Position;
        _logger = logger;
        _posts = new WebhookPosts(http, delivered, (AlertAt, WebhookOf), patience, time, logger);
    }

    /// <summary>The latest alerts since the start, newest first.</summary>
    public IReadOnlyList<Alert> Recent => _recent;

    /// <inheritdoc cref="WebhookPosts.GivenUp"/>
    public long GivenUp => _posts.GivenUp;

    /// <inheritdoc cref="WebhookPosts.Waiting"/>
    public int Waiting => _posts.Waiting;

    public void OnCommitted(CommittedBatch batch)
    {
        _world = batch.After;
        if (!ReferenceEquals(batch.Before.Monitoring, batch.After.Monitoring))
        {
            _news.Writer.TryWrite(true);
        }
    }

    /// <summary>Before the first commit: tells again what may not have been told before the process ended.</summary>
    public void Resume(WorldState world)
    {
        _world = world;
        _news.Writer.TryWrite(true);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        // The posts end with the loop, also where it fails: a failure that waits for them is never heard of.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await foreach (var _ in _news.Reader.ReadAllAsync(ct))
            {
                foreach (var incident in Untold())
                {
                    _last = incident.Position;
                    var alert = AlertOf(incident);
                    _recent = [alert, .. _recent.Take(MaxRecent - 1)];
                    LogAlert(_logger, alert.Severity, alert.Endpoint, alert.Message);
                    _posts.Add(alert.Endpoint, incident.Position, ending.Token);
                }
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

    private Incident[] Untold() =>
        [.. (_world?.Monitoring.Incidents.Values ?? []).Where(incident => incident.Position > _last).OrderBy(incident => incident.Position)];

    private Alert AlertAt(long position) => AlertOf((_world ?? throw new UnreachableException("What waits came from a state.")).Monitoring.Incidents[Incident.IdOf(position)]);

    private Alert AlertOf(Incident incident)
    {
        var (severity, message) = incident.Kind == IncidentKind.Breach
            ? (AlertSeverity.Warning, $"guard {incident.Evidence[0].Guard} breached; rolled back by itself")
            : (AlertSeverity.Critical, $"rollout paused, trouble is shared by both releases: {incident.Summary}");
        return new Alert(
            severity, message, incident.Endpoint.ToString(), incident.Rollout, incident.From.ToString(), incident.To.ToString(),
            incident.Owner, _world?.Routing.Endpoints[incident.Endpoint].Config.Playbook?.ToString(), incident.Id, incident.Position, incident.Opened);
    }

    [LoggerMessage(EventId = EventIds.Alert, Level = LogLevel.Warning, Message = "ALERT {Severity} {Endpoint}: {Message}")]
    private static partial void LogAlert(ILogger logger, AlertSeverity severity, string endpoint, string message);
}
