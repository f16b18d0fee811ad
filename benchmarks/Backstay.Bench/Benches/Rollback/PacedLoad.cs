using System.Diagnostics;
using System.Net.Http.Headers;

namespace Backstay.Bench.Benches.Rollback;

/// <summary>Callers at a steady rate, whatever the answers take; and what they got.</summary>
internal sealed class PacedLoad : IAsyncDisposable
{
    private const int MaxUnderWay = 512;
    private static readonly byte[] Body = """{"x":1}"""u8.ToArray();

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _endpoint;
    private readonly string _watched;
    private readonly Task _run;
    private long _sent;
    private long _failed;
    private long _lastWatchedTicks;
    private int _underWay;

    /// <param name="watched">The release whose answers are looked out for.</param>
    public PacedLoad(Uri endpoint, int perSecond, string watched)
    {
        (_endpoint, _watched) = (endpoint, watched);
        _run = Task.Run(() => RunAsync(perSecond));
    }

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Answers that were not 200.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>When a caller last got an answer of the watched release.</summary>
    public DateTimeOffset LastWatched => new(Interlocked.Read(ref _lastWatchedTicks), TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(int perSecond)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var due = 0L;
        while (!_stop.IsCancellationRequested)
        {
            var now = clock.ElapsedMilliseconds * perSecond / 1_000;
            for (; due < now; due++)
            {
                if (Volatile.Read(ref _underWay) < MaxUnderWay)
                {
                    _ = CallAsync();
                }
            }

            await timer.WaitForNextTickAsync();
        }

        while (Volatile.Read(ref _underWay) > 0)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task CallAsync()
    {
        Interlocked.Increment(ref _underWay);
        Interlocked.Increment(ref _sent);
        try
        {
            using var content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _http.PostAsync(_endpoint, content);
            if (!response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _failed);
            }
            else if (response.Headers.TryGetValues("Backstay-Release", out var release) && release.First() == _watched)
            {
                Interlocked.Exchange(ref _lastWatchedTicks, TimeProvider.System.GetUtcNow().UtcTicks);
            }
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _failed);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
