using System.Globalization;
using System.Text;

namespace Backstay.Server.Node;

/// <summary>How long each part of a start took, told in one line when all are done: whoever waits for a server sees for what.</summary>
internal sealed partial class StartPhases(TimeProvider time)
{
    private readonly StringBuilder _told = new();
    private readonly long _began = time.GetTimestamp();
    private long _ended = time.GetTimestamp();

    /// <summary>What went on since the last end, or since the beginning, was this.</summary>
    public void End(string phase)
    {
        var now = time.GetTimestamp();
        _told.Append(_told.Length == 0 ? ": " : ", ").Append(phase).Append(' ').Append(Seconds(_ended, now));
        _ended = now;
    }

    /// <summary>All of it, in seconds: <c>5.1 s: files 0.1, replay 4.4, gateway 0.5, listeners 0.1</c>.</summary>
    public override string ToString() => $"{Seconds(_began, _ended)} s{_told}";

    /// <param name="entries">How many the ledger holds.</param>
    public void Log(ILogger logger, long entries) => LogReady(logger, this, entries);

    private string Seconds(long from, long to) => time.GetElapsedTime(from, to).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready in {Phases} ({Entries} ledger entries)")]
    private static partial void LogReady(ILogger logger, StartPhases phases, long entries);
}
