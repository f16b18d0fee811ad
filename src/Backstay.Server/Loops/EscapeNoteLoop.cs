using Backstay.Gateway.Tables;

namespace Backstay.Server.Loops;

/// <summary>Keeps the notes of escapes up to date where the first try could not: a full disk, say.</summary>
internal sealed class EscapeNoteLoop(GatewayTables tables, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            tables.KeepNotes();
        }
    }
}
