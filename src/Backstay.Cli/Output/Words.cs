using System.Globalization;
using System.Text.Json;
using Backstay.Client.Live;

namespace Backstay.Cli.Output;

/// <summary>How values read in text.</summary>
internal static class Words
{
    private const double BasisPointsPerPercent = 100;

    /// <summary>An enum as the API writes it.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static string Percent(int basisPoints) =>
        (basisPoints / BasisPointsPerPercent).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    public static string Number(double? number) => Intervals.Number(number);

    public static string Integer(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
