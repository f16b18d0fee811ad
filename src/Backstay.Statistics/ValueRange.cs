namespace Backstay.Statistics;

/// <summary>The declared range of a measurement. The tests bet inside it, so a value outside would break them and is refused.</summary>
internal readonly struct ValueRange
{
    public ValueRange(double lo, double hi)
    {
        if (!(double.IsFinite(lo) && double.IsFinite(hi) && lo < hi && double.IsFinite(hi - lo)))
        {
            throw new ArgumentOutOfRangeException(nameof(hi), hi, "A range is two finite numbers, lo below hi.");
        }

        Low = lo;
        High = hi;
    }

    public double Low { get; }

    public double High { get; }

    public double Width => High - Low;

    /// <summary>The value's place in the range, 0 to 1.</summary>
    public double Relative(double value)
    {
        if (!(value >= Low && value <= High))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The value lies outside the declared range [{Low}, {High}].");
        }

        return Math.Clamp((value - Low) / Width, 0, 1);
    }

    /// <summary>The margin, if it makes sense in this range.</summary>
    public double Margin(double margin) => margin >= 0 && margin < Width
        ? margin
        : throw new ArgumentOutOfRangeException(nameof(margin), margin, "The margin is at least 0 and below hi - lo.");

    /// <summary>The difference canary - control at which the margin is used up.</summary>
    public static double WorstDifference(double margin, Direction direction) =>
        direction == Direction.HigherIsBetter ? -margin : margin;
}
