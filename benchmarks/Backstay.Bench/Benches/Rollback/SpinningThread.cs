using System.Diagnostics;

namespace Backstay.Bench.Benches.Rollback;

/// <summary>
/// A thread that does nothing but look at the clock: the longest time between two looks is what the machine itself takes
/// away, and no program on it can answer faster than that.
/// </summary>
internal sealed class SpinningThread : IDisposable
{
    private readonly Thread _thread;
    private long _longest;
    private volatile bool _stop;

    public SpinningThread()
    {
        _thread = new Thread(Spin) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The longest gap since the last call.</summary>
    public TimeSpan TakeLongest() => Stopwatch.GetElapsedTime(0, Interlocked.Exchange(ref _longest, 0));

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Spin()
    {
        var last = Stopwatch.GetTimestamp();
        while (!_stop)
        {
            var now = Stopwatch.GetTimestamp();
            if (now - last > Volatile.Read(ref _longest))
            {
                Volatile.Write(ref _longest, now - last);
            }

            last = now;
        }
    }
}
