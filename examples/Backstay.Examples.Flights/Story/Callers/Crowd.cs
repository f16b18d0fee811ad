using Backstay.Client;

namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>Callers and the label feed, running beside the story.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Traffic _traffic;
    private readonly Task _running;
    private readonly TimeProvider _time;
    private long _since;
    private double _seconds;

    public Crowd(Uri gateway, string endpoint, RowSource rows, AnswerTally tally, BackstayClient client, string outcome, TimeSpan landsAfter, TimeProvider time)
    {
        _time = time;
        Rows = rows;
        Labels = new LabelPost(client, outcome, landsAfter, time);
        _traffic = new Traffic(gateway, endpoint, rows, tally, Labels, time);
        _running = Task.WhenAll(_traffic.RunAsync(_stop.Token), Labels.RunAsync(_stop.Token));
    }

    public RowSource Rows { get; }

    public LabelPost Labels { get; }

    /// <summary>Seconds during which requests were sent.</summary>
    public double Seconds => _seconds + (_traffic.Rate > 0 ? _time.GetElapsedTime(_since).TotalSeconds : 0);

    /// <summary>Why callers stopped by themselves, which they never should; null while all is well.</summary>
    public Exception? Fault => _running.Exception?.InnerException;

    public bool IsOutOfRows => Rows.Taken == Rows.Count;

    public void Start(int rate)
    {
        _since = _time.GetTimestamp();
        _traffic.Rate = rate;
    }

    /// <summary>No new requests; waits until those under way are answered.</summary>
    public async Task StopAsync(AnswerTally tally, CancellationToken ct)
    {
        _seconds = Seconds;
        _traffic.Rate = 0;
        var started = _time.GetTimestamp();
        while ((_traffic.Waiting > 0 || tally.Read().Requests < Rows.Taken) && _time.GetElapsedTime(started) < DrainPatience)
        {
            await Task.Delay(PollEvery, _time, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // That is how they are told to end.
        }

        _traffic.Dispose();
        _stop.Dispose();
    }
}
