using System.Net.Sockets;

namespace Backstay.Server.Node;

/// <summary>
/// Starts a listener whose address somebody else may have: it is tried until it listens, since what the node does besides, traffic
/// above all, must not end for that.
/// </summary>
internal static partial class PatientListener
{
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <param name="build">Makes a listener; one that could not listen is of no more use.</param>
    /// <param name="address">Where it is to listen, for the log.</param>
    /// <returns>The listener, which listens.</returns>
    public static async Task<WebApplication> StartAsync(Func<WebApplication> build, Uri address, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, time);
        for (var tries = 0; ; tries++)
        {
            var listener = build();
            try
            {
                await listener.StartAsync(ct);
                return listener;
            }
            catch (Exception taken) when (taken is IOException or SocketException)
            {
                await listener.DisposeAsync();
                if (tries == 0)
                {
                    LogTaken(logger, address, taken.Message, Period.TotalSeconds);
                }
            }
            catch
            {
                await listener.DisposeAsync();
                throw;
            }

            await timer.WaitForNextTickAsync(ct);
        }
    }

    [LoggerMessage(
        EventId = EventIds.AddressTaken,
        Level = LogLevel.Critical,
        Message = "Nobody can reach the control API: it can't listen at {Address}: {Why} The gateway goes on, and rollouts are judged. End what has the address: it is tried every {Seconds} s, and no restart is needed.")]
    private static partial void LogTaken(ILogger logger, Uri address, string why, double seconds);
}
