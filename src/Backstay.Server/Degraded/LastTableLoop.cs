namespace Backstay.Server.Degraded;

/// <summary>Brings the last good table to the disk where the first try could not.</summary>
internal sealed class LastTableLoop(LastTable last, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            last.Retry();
        }
    }
}
