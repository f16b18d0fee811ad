using Backstay.Client;

namespace Backstay.Server.Alerts;

/// <summary>
/// Posts alerts to their webhooks until one answers 2xx. A line for each endpoint: its alerts arrive in the ledger's order,
/// and a webhook that is slow or dead holds up no other endpoint's. The address is asked for at every post, so that a
/// corrected one gets what waited for it. A line has no other bound than <see cref="WebhookPatience.GiveUpAfter"/>: what found no
/// room would be lost, though its webhook may be well in a minute.
/// </summary>
/// <param name="state">As it is now: the alert of the incident at a position, and the webhook that an endpoint names, null where nobody wants its alerts posted.</param>
internal sealed partial class WebhookPosts(
    HttpClient http, DeliveredAlerts delivered, (Func<long, Alert> AlertAt, Func<string, Uri?> AddressOf) state, WebhookPatience patience, TimeProvider time, ILogger logger)
    : IDisposable
{
    private const int AtOnce = 64;
    private static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, AlertLine> _lines = [];
    private readonly List<Task> _posting = [];
    private readonly SemaphoreSlim _atOnce = new(AtOnce);
    private long _givenUp;

    /// <summary>Alerts whose webhook took none of their posts.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    /// <summary>Alerts that no webhook has answered for yet.</summary>
    public int Waiting => delivered.Waiting;

    /// <summary>Takes an incident's alert into its endpoint's line. One caller, in the ledger's order; waits for nothing.</summary>
    /// <param name="ct">Ends the posts; the kept position then says what is told again.</param>
    public void Add(string endpoint, long position, CancellationToken ct)
    {
        delivered.Begin(position);
        if (!_lines.TryGetValue(endpoint, out var line))
        {
            line = _lines[endpoint] = new AlertLine();
            _posting.Add(PostAllAsync(line, ct));
        }

        line.Add(position, time.GetTimestamp());
    }

    /// <summary>Completes when the posts have ended, after the token of <see cref="Add"/>.</summary>
    public Task EndedAsync() => Task.WhenAll(_posting);

    public void Dispose() => _atOnce.Dispose();

    private async Task PostAllAsync(AlertLine line, CancellationToken ct)
    {
        await foreach (var (position, since) in line.ReadAllAsync(ct))
        {
            await DeliverAsync(state.AlertAt(position), since, ct);
            Settle(position);
        }
    }

    /// <param name="since">The monotonic timestamp at which this process took it.</param>
    private async Task DeliverAsync(Alert alert, long since, CancellationToken ct)
    {
        var pause = patience.FirstPause;
        for (var attempt = 1; state.AddressOf(alert.Endpoint) is { } webhook; attempt++)
        {
            if (await TryPostAsync(alert, webhook, attempt, ct) is not { } failure)
            {
                return;
            }

            if (time.GetElapsedTime(since) >= patience.GiveUpAfter)
            {
                GiveUp(alert, failure);
                return;
            }

            await Task.Delay(pause, time, ct);
            pause = pause * 2 < patience.LongestPause ? pause * 2 : patience.LongestPause;
        }
    }

    /// <summary>Posts once; null where the webhook took it, else what went wrong.</summary>
    private async Task<string?> TryPostAsync(Alert alert, Uri webhook, int attempt, CancellationToken ct)
    {
        var failure = await PostAsync(alert, webhook, ct);
        if (failure is not null)
        {
            LogPostFailed(logger, alert.Incident, webhook.Host, failure, attempt);
        }

        return failure;
    }

    private async Task<string?> PostAsync(Alert alert, Uri webhook, CancellationToken ct)
    {
        await _atOnce.WaitAsync(ct);
        try
        {
            using var timeout = new CancellationTokenSource(PostTimeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
            using var response = await http.PostAsJsonAsync(webhook, alert, WireJson.Options, linked.Token);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer within {PostTimeout.TotalSeconds} s";
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Whatever one address throws, the endpoint's other alerts still come.
            return failure.Message;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private void GiveUp(Alert alert, string reason)
    {
        Interlocked.Increment(ref _givenUp);
        LogGivenUp(logger, alert.Incident, alert.Endpoint, reason);
    }

    private void Settle(long position)
    {
        try
        {
            delivered.Settle(position);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotKept(logger, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The alert of incident {Incident} (endpoint {Endpoint}) was given up, its webhook does not have it: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, string incident, string endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How far alerts were told is not kept, and the latest will be told again after a restart: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert of incident {Incident} is not with the webhook at {Host} yet: {Reason}, attempt {Attempt}")]
    private static partial void LogPostFailed(ILogger logger, string incident, string host, string reason, int attempt);
}
