using System.Globalization;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>
/// Offsets of named zones (Europe/Paris) and fixed ones (+02:00). Names that stand for the machine's own zone are refused, as
/// the same expression must give the same answer everywhere.
/// </summary>
internal static class TimeZones
{
    private const int LongestName = 64;

    /// <summary>Seconds to add to UTC at an instant; null where there is no such zone.</summary>
    public static int? OffsetAt(string zone, Instant time) => Fixed(zone) ?? Named(zone, time);

    private static int? Fixed(string zone)
    {
        var sign = zone.StartsWith('-') ? -1 : 1;
        var rest = zone.AsSpan(zone.StartsWith('-') || zone.StartsWith('+') ? 1 : 0);
        return rest.Length == 5 && rest[2] == ':'
            && int.TryParse(rest[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= 23
            && int.TryParse(rest[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes <= 59
            ? sign * ((hours * 3600) + (minutes * 60))
            : null;
    }

    private static int? Named(string zone, Instant time)
    {
        if (zone is "UTC" or "Z")
        {
            return 0;
        }

        if (!IsName(zone))
        {
            return null;
        }

        try
        {
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            return (int)info.GetUtcOffset(DateTime.UnixEpoch.AddSeconds(time.Seconds)).TotalSeconds;
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            return null;
        }
    }

    /// <summary>Names become paths of files: nothing may lead out of the zones' folder, or to a link of the machine's own zone.</summary>
    private static bool IsName(string zone) =>
        zone.Length is > 0 and <= LongestName
        && zone.Split('/').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+'))
        && !zone.Equals("localtime", StringComparison.OrdinalIgnoreCase)
        && !zone.Equals("local", StringComparison.OrdinalIgnoreCase)
        && !zone.Equals("posixrules", StringComparison.OrdinalIgnoreCase);
}
