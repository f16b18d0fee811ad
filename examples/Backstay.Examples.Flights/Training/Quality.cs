namespace Backstay.Examples.Flights.Training;

/// <summary>The scores of one answer against its label.</summary>
internal static class Quality
{
    /// <summary>Minutes: the usual limit for a flight that counts as on time.</summary>
    public const double Tolerance = 15;

    /// <summary>Minutes from which an error counts as total in <see cref="Closeness"/>.</summary>
    public const double ErrorCap = 60;

    /// <summary>The judged score: 1 where the flight landed within 15 minutes of the estimate, else 0.</summary>
    public static double Within15(double predicted, double delay) => Math.Abs(predicted - delay) <= Tolerance ? 1 : 0;

    /// <summary>1 for an exact answer, falling to 0 at an error of an hour and beyond.</summary>
    public static double Closeness(double predicted, double delay) =>
        1 - (Math.Min(Math.Abs(predicted - delay), ErrorCap) / ErrorCap);
}
