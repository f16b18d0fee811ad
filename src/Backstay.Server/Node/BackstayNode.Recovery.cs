using Backstay.Core.World;
using Backstay.Server.Degraded;
using Backstay.Storage;

namespace Backstay.Server.Node;

// The ledger comes later: there is space again, or whoever held it has let go. It is opened, replayed and held against the last
// good table exactly as at a start; the gateway's listener, its models and the escapes that stand go on meanwhile.
public sealed partial class BackstayNode
{
    private static readonly TimeSpan RecoverEvery = TimeSpan.FromSeconds(2);

    /// <summary>Judges by the last good table; they end when those of the ledger begin.</summary>
    private LoopGroup? _withoutLedger;

    private LoopGroup? _recovery;

    private async Task RecoverAsync(NodeStart start, ServingImage last, DataPlane plane, StoppedListener apiWithoutLedger, CancellationToken ct)
    {
        var logger = start.Loggers.CreateLogger<BackstayNode>();
        using var timer = new PeriodicTimer(RecoverEvery, start.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var attempt = start with { Phases = new StartPhases(start.Time) };
            OpenedLedger opened;
            try
            {
                // Beside the callers: it waits for locks and reads files.
                opened = await Task.Run(() => LedgerOpening.OpenAsync(attempt, last, ct), ct);
            }
            catch (Exception failure) when (LedgerTrouble.Of(failure, start.Layout.Root) is { } still)
            {
                _degraded = still;
                if (still.Passes)
                {
                    continue;
                }

                LogNotRecovered(logger, still.Code, still.Reason, still.WayOut);
                return;
            }
            catch (DataFolderInUseException)
            {
                continue; // somebody removed the file 'lock', and another server has the ledger: perhaps not for long
            }

            attempt.Phases.End("replay");
            await TakeUpAsync(attempt, opened, plane, apiWithoutLedger, ct);
            return;
        }
    }

    private async Task TakeUpAsync(NodeStart start, OpenedLedger opened, DataPlane plane, StoppedListener apiWithoutLedger, CancellationToken ct)
    {
        // 1. What could not be opened beside the ledger either.
        var ledger = Own(opened);
        var logger = start.Loggers.CreateLogger<BackstayNode>();
        if (plane.Telemetry.Store is null)
        {
            if (await Task.Run(plane.Telemetry.TryReopen, ct))
            {
                TellUnknownHoles(plane.Telemetry, plane.Current(), logger);
            }
            else
            {
                TellNoTelemetry(plane.Telemetry, start.Layout, logger);
            }
        }

        // 2. The control API where it was: callers of it may meet a closed port for a moment, or for as long as somebody else has
        // the port; those of the gateway never.
        var options = start.Options.Api.Port == 0 ? start.Options with { Api = Api } : start.Options;
        var api = await AttachAsync(start with { Options = options }, opened, plane, ct);
        await apiWithoutLedger.DisposeAsync();
        OwnApi(await PatientListener.StartAsync(api.Build, options.Api, start.Time, logger, ct), api.Loops);
        _degraded = null;
        TryWriteReadyFile(options, logger);
        LogRecovered(logger, ledger.Current.Position);
        start.Phases.End("listeners");
        start.Phases.Log(logger, ledger.Current.Position);
    }

    /// <summary>The addresses in it are right already. What took the ledger away may be in its way too.</summary>
    private void TryWriteReadyFile(ServeOptions options, ILogger logger)
    {
        try
        {
            WriteReadyFile(options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogSideFile(logger, "The ready file", failure.Message, "It goes on saying that this server runs degraded; its addresses are right.");
        }
    }

    [LoggerMessage(
        EventId = EventIds.Recovered,
        Level = LogLevel.Warning,
        Message = "The ledger is there again, at position {Position}: commands are accepted and rollouts go on. The gateway served throughout.")]
    private static partial void LogRecovered(ILogger logger, long position);

    [LoggerMessage(
        EventId = EventIds.Degraded,
        Level = LogLevel.Critical,
        Message = "The ledger could be opened again, and can't be used ({Code}): {Reason} The gateway goes on with its last good table. {WayOut}")]
    private static partial void LogNotRecovered(ILogger logger, string code, string reason, string wayOut);
}
