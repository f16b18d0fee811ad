using System.Globalization;

namespace Backstay.Bench.Load;

/// <summary>The processor time of other processes, from <c>/proc</c>: user and system, ended threads included.</summary>
internal static class ProcessorTime
{
    /// <summary>The kernel counts for programs in hundredths of a second, whatever its own clock.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Fields after the name, which is in brackets and may hold anything.</summary>
    private const int UserField = 11;

    public static TimeSpan Of(IEnumerable<int> processes) => TimeSpan.FromSeconds(processes.Sum(Ticks) / TicksPerSecond);

    /// <summary>A process and its children, as nginx's master and its workers.</summary>
    public static IReadOnlyList<int> Family(int process)
    {
        var children = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{process}/children"));
        return [process, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    private static long Ticks(int process)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[UserField], CultureInfo.InvariantCulture) + long.Parse(fields[UserField + 1], CultureInfo.InvariantCulture);
    }
}
