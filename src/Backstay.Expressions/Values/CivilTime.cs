namespace Backstay.Expressions.Values;

/// <summary>
/// Dates in the proleptic Gregorian calendar, from seconds since 1970. Its own arithmetic, as a shift by a time zone can leave
/// the years that .NET's types know.
/// </summary>
internal readonly record struct CivilTime(long Year, int Month, int Day, int DayOfYear, int DayOfWeek, int Hour, int Minute, int Second)
{
    private const long SecondsPerDay = 86_400;
    private const long DaysPerEra = 146_097;
    private const long DaysToEpoch = 719_468;
    private const int Thursday = 4;

    /// <summary>Months and days count from 1, days of the year from 0, days of the week from Sunday = 0.</summary>
    public static CivilTime Of(long seconds)
    {
        var days = FloorDivide(seconds, SecondsPerDay);
        var rest = (int)(seconds - (days * SecondsPerDay));
        var (year, month, day) = DateOf(days);
        return new(
            year, month, day, (int)(days - DaysOf(year, 1, 1)), (int)((((days + Thursday) % 7) + 7) % 7), rest / 3600, rest / 60 % 60, rest % 60);
    }

    /// <summary>Days since 1970-01-01; the year is counted from March, so that the leap day comes last.</summary>
    public static long DaysOf(long year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = FloorDivide(y, 400);
        var yearOfEra = y - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * DaysPerEra) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - DaysToEpoch;
    }

    public static int DaysInMonth(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static (long Year, int Month, int Day) DateOf(long days)
    {
        var shifted = days + DaysToEpoch;
        var era = FloorDivide(shifted, DaysPerEra);
        var dayOfEra = shifted - (era * DaysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var fromMarch = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(fromMarch < 10 ? fromMarch + 3 : fromMarch - 9);
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (((153 * fromMarch) + 2) / 5) + 1));
    }

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
