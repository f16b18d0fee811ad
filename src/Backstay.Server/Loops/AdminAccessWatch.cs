using Backstay.Core.Governance;
using Backstay.Server.Security;

namespace Backstay.Server.Loops;

/// <summary>Says in the log, at the start and each day, that the last admin token expires soon or has expired.</summary>
internal sealed partial class AdminAccessWatch(Func<GovernanceState> current, TimeProvider time, ILogger<AdminAccessWatch> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            if (AdminAccess.Trouble(current(), time.GetUtcNow()) is { } trouble)
            {
                LogTrouble(logger, trouble);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    [LoggerMessage(EventId = EventIds.AdminAccess, Level = LogLevel.Warning, Message = "{Trouble}")]
    private static partial void LogTrouble(ILogger logger, string trouble);
}
