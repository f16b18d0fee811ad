using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>
/// Callers of one endpoint: a pacer hands out tickets at an even rate, and a few workers turn each into one request with the
/// next row. Connections are kept; nothing is sent ahead or sent twice.
/// </summary>
internal sealed class Traffic : IDisposable
{
    private const int Workers = 24;
    private const int MostWaiting = 256;
    private static readonly TimeSpan PaceEvery = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Workers, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly SemaphoreSlim _tickets = new(0);
    private readonly Uri _endpoint;
    private readonly RowSource _rows;
    private readonly AnswerTally _tally;
    private readonly LabelPost _labels;
    private readonly TimeProvider _time;
    private volatile int _rate;

    public Traffic(Uri gateway, string endpoint, RowSource rows, AnswerTally tally, LabelPost labels, TimeProvider time)
    {
        _endpoint = new Uri(gateway, $"endpoints/{endpoint}");
        _rows = rows;
        _tally = tally;
        _labels = labels;
        _time = time;
    }

    /// <summary>Requests a second; 0 stands still.</summary>
    public int Rate
    {
        get => _rate;
        set => _rate = value;
    }

    /// <summary>Tickets that no worker has taken yet.</summary>
    public int Waiting => _tickets.CurrentCount;

    public async Task RunAsync(CancellationToken ct)
    {
        var workers = Enumerable.Range(0, Workers).Select(_ => WorkAsync(ct)).ToArray();
        await Task.WhenAll([.. workers, PaceAsync(ct)]);
    }

    public void Dispose()
    {
        _http.Dispose();
        _tickets.Dispose();
    }

    private async Task PaceAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(PaceEvery, _time);
        var last = _time.GetTimestamp();
        var owed = 0.0;
        while (await timer.WaitForNextTickAsync(ct))
        {
            var now = _time.GetTimestamp();
            owed += _rate * _time.GetElapsedTime(last, now).TotalSeconds;
            last = now;
            var due = Math.Min((int)owed, MostWaiting - _tickets.CurrentCount);
            owed = Math.Min(owed - due, MostWaiting);
            if (due > 0)
            {
                _tickets.Release(due);
            }
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        while (true)
        {
            await _tickets.WaitAsync(ct);
            if (!_rows.TryTake(out var row))
            {
                return;
            }

            await AskAsync(row, ct);
        }
    }

    private async Task AskAsync(Row row, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var request = Request(row);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
                var answer = await ReadAsync(response, row, ct);
                _tally.Count(answer);
                if (answer.IsGood)
                {
                    _labels.Land(answer.Decision, row.Delay);
                }

                return;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !ct.IsCancellationRequested))
            {
                if (!_tally.CountBroken(broken.Message))
                {
                    return;
                }

                await Task.Delay(RetryAfter, _time, ct);
            }
        }
    }

    private HttpRequestMessage Request(Row row)
    {
        var content = new ReadOnlyMemoryContent(row.Body);
        content.Headers.ContentType = Json;
        var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = content };
        request.Headers.TryAddWithoutValidation("Backstay-Unit", row.Unit);

        // The same id again is the same request: a retry is counted once.
        request.Headers.TryAddWithoutValidation("Backstay-Request-Id", row.Unit);
        return request;
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response, Row row, CancellationToken ct)
    {
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        _ = Guid.TryParse(Header(response, "Backstay-Decision"), CultureInfo.InvariantCulture, out var decision);
        return new Answer(
            row.Unit, (int)response.StatusCode, decision, Header(response, "Backstay-Release"), Header(response, "Backstay-Fallback"),
            Estimate(body), row.Delay);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static double? Estimate(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("delay"u8) && reader.Read()
                    && reader.TokenType == JsonTokenType.Number)
                {
                    return reader.GetDouble();
                }
            }
        }
        catch (JsonException)
        {
            // No JSON is no estimate: the tally counts it as a failed answer.
        }

        return null;
    }
}
