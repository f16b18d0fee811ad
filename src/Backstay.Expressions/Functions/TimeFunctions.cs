using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Parts of points in time, in UTC or a zone, and of lengths of time.</summary>
internal static class TimeFunctions
{
    private const int NanosPerMilli = 1_000_000;

    public static void AddTo(FunctionSet set)
    {
        Part(set, "getFullYear", "The year.", static (civil, _) => civil.Year);
        Part(set, "getMonth", "The month, from 0.", static (civil, _) => civil.Month - 1);
        Part(set, "getDate", "The day of the month, from 1.", static (civil, _) => civil.Day);
        Part(set, "getDayOfMonth", "The day of the month, from 0.", static (civil, _) => civil.Day - 1);
        Part(set, "getDayOfWeek", "The day of the week, from Sunday = 0.", static (civil, _) => civil.DayOfWeek);
        Part(set, "getDayOfYear", "The day of the year, from 0.", static (civil, _) => civil.DayOfYear);
        Part(set, "getHours", "The hour, 0 to 23; of a duration, its whole hours.", static (civil, _) => civil.Hour, 3600L * Instant.NanosPerSecond);
        Part(set, "getMinutes", "The minute, 0 to 59; of a duration, its whole minutes.", static (civil, _) => civil.Minute, 60L * Instant.NanosPerSecond);
        Part(set, "getSeconds", "The second, 0 to 59; of a duration, its whole seconds.", static (civil, _) => civil.Second, Instant.NanosPerSecond);
        Part(set, "getMilliseconds", "The milliseconds after the second; of a duration as well.", static (_, time) => time.Nanos / NanosPerMilli)
            .Receiver("duration_getMilliseconds", [CelType.Duration], CelType.Int, static (a, _) =>
                Value.Int(a[0].AsDuration % Instant.NanosPerSecond / NanosPerMilli));
    }

    private static void Part(FunctionSet set, string name, string summary, Func<CivilTime, Instant, long> part, long nanosPerUnit) =>
        Part(set, name, summary, part).Receiver($"duration_{name}", [CelType.Duration], CelType.Int, (a, _) => Value.Int(a[0].AsDuration / nanosPerUnit));

    private static FunctionSet.Adder Part(FunctionSet set, string name, string summary, Func<CivilTime, Instant, long> part) =>
        set.Function(name, summary)
            .Receiver($"timestamp_{name}", [CelType.Timestamp], CelType.Int, (a, _) =>
                Value.Int(part(CivilTime.Of(a[0].AsTimestamp.Seconds), a[0].AsTimestamp)))
            .Receiver($"timestamp_{name}_zone", [CelType.Timestamp, CelType.String], CelType.Int, (a, _) =>
                TimeZones.OffsetAt(a[1].AsString, a[0].AsTimestamp) is { } offset
                    ? Value.Int(part(CivilTime.Of(a[0].AsTimestamp.Seconds + offset), a[0].AsTimestamp))
                    : Errors.Invalid($"{ValueText.Show(a[1])} is no time zone: write a name such as Europe/Paris, or an offset such as +02:00."));
}
