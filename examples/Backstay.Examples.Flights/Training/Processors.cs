namespace Backstay.Examples.Flights.Training;

/// <summary>The data processors of the story. Callers always send miles and hours.</summary>
internal static class Processors
{
    public const double KilometresPerMile = 1.609344;
    private const double HoursPerDay = 24;
    private const double MinutesPerDay = 1440;

    /// <summary>Medians of the data set, for requests that leave a field out.</summary>
    private const double UsualDistance = 569;
    private const double UsualTime = 13.5;

    /// <summary>Miles and hours as they come.</summary>
    public static ProcessorMapping MilesAndHours { get; } = Of(distanceScale: 1, timeScale: 1);

    /// <summary>Kilometres and the fraction of the day: what model 3 was trained on.</summary>
    public static ProcessorMapping KilometresAndDay { get; } = Of(KilometresPerMile, 1 / HoursPerDay);

    /// <summary>Meant to be <see cref="KilometresAndDay"/>, but its author took the caller's hours for minutes. So every
    /// flight seems to leave in the first 24 minutes of the day: in range, of the right type, and wrong.</summary>
    public static ProcessorMapping KilometresAndDayFromMinutes { get; } = Of(KilometresPerMile, 1 / MinutesPerDay);

    private static ProcessorMapping Of(double distanceScale, double timeScale) => new(
        [new TensorMapping(FlightFields.FeatureTensor, FlightFields.Float32,
        [
            new FieldMapping(FlightFields.Distance, distanceScale, 0, UsualDistance),
            new FieldMapping(FlightFields.Time, timeScale, 0, UsualTime),
        ])],
        [new OutputMapping(FlightFields.Delay, FlightFields.Delay, 0)]);
}
