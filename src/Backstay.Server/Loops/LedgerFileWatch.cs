using Backstay.Server.Degraded;
using Backstay.Server.Node;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Loops;

/// <summary>
/// Looks whether the files of ledger and telemetry are where they were, between the writes, which look as well. Nobody may
/// write for hours, and what a log holds that was taken away goes with the process.
/// </summary>
internal sealed partial class LedgerFileWatch(
    (LedgerSession Session, SqliteLedgerStore Store) ledger, DegradedTelemetry telemetry, TimeProvider time, ILogger<LedgerFileWatch> logger)
{
    /// <summary>The longest time in which an acknowledged command depends on a file that somebody has removed.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private string? _ledgerLeft;
    private string? _telemetryLeft;

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var left = await ledger.Store.FindLeftAsync(ct);
            if (left is not null)
            {
                ledger.Session.NoteLeft(left);
            }

            Tell("The ledger", ref _ledgerLeft, left);
            Tell("Telemetry", ref _telemetryLeft, telemetry.Store is { } store ? await store.FindLeftAsync(ct) : null);
        }
    }

    /// <summary>Once, and again where it turns out to be something else: a log that could not all be saved is tried again each time.</summary>
    private void Tell(string what, ref string? before, string? now)
    {
        if (now is not null && now != before)
        {
            LogLeft(logger, what, now);
        }

        before = now;
    }

    [LoggerMessage(
        EventId = EventIds.LedgerBroken,
        Level = LogLevel.Critical,
        Message = "{What} accepts nothing more until a restart. {Left}")]
    private static partial void LogLeft(ILogger logger, string what, string left);
}
