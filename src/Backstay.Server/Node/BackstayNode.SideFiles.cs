using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Server.Alerts;
using Backstay.Server.Degraded;

namespace Backstay.Server.Node;

// What lies beside the ledger. None of it is worth an outage: what can't be used is done without, loudly.
public sealed partial class BackstayNode
{
    private static DegradedTelemetry OpenTelemetry(DataLayout layout, WorldState world, TimeProvider time, ILogger logger)
    {
        if (!Path.Exists(layout.Decisions) && !world.Rollouts.Rollouts.IsEmpty)
        {
            LogSideFile(
                logger, "Telemetry", $"'{layout.Decisions}' is missing, though the ledger has rollouts.",
                "Decisions and outcomes from before are gone, and rollouts that run are judged by what comes from here on. Restore the file from a backup if it was removed by mistake.");
        }

        var telemetry = DegradedTelemetry.Open(layout.Decisions, time, () => RunningIn(world));
        if (telemetry.Store is null)
        {
            TellNoTelemetry(telemetry, layout, logger);
        }

        return telemetry;
    }

    private static string[] RunningIn(WorldState world) => [.. world.Rollouts.Traffic.Values.Select(traffic => traffic.Active?.Rollout).OfType<string>()];

    private static void TellUnknownHoles(DegradedTelemetry telemetry, WorldState world, ILogger logger)
    {
        if (telemetry.Store?.HolesUnknown is { } why)
        {
            var running = RunningIn(world);
            LogSideFile(
                logger, "The notes of what telemetry lacks", why,
                $"Any rollout that runs may lack records, so guards still take it back and no step of it passes: {(running.Length == 0 ? "none" : string.Join(", ", running))}. Abort such a rollout and start it again.");
        }
    }

    private static void TellNoTelemetry(DegradedTelemetry telemetry, DataLayout layout, ILogger logger) => LogSideFile(
        logger, "Telemetry", telemetry.Why ?? "",
        $"Traffic is served; decisions are dropped and outcomes refused. End what holds it, or move the folder '{Path.GetDirectoryName(layout.Decisions)}' away, which loses its decisions and outcomes but not the ledger, then restart.");

    /// <param name="head">From where alerts are told where nobody knows how far they were.</param>
    private static DeliveredAlerts OpenAlerts(string path, long head, ILogger logger)
    {
        try
        {
            return DeliveredAlerts.Open(path, head);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            LogSideFile(logger, "The position of alerts", unread.Message, $"Alerts are told from position {head} on; whether all before it were told is not known.");
            return DeliveredAlerts.StartAt(path, head);
        }
    }

    private static void TellUnreadTable(Result<ServingImage> last, long head, ILogger logger)
    {
        if (!last.IsOk && head > 0)
        {
            LogSideFile(logger, "The last good table", last.Problem.Message, "It is written anew. Whether this ledger is the one that was served from before could not be checked.");
        }
    }

    [LoggerMessage(EventId = EventIds.SideFile, Level = LogLevel.Error, Message = "{What} can't be used: {Why} {Consequence}")]
    private static partial void LogSideFile(ILogger logger, string what, string why, string consequence);
}
