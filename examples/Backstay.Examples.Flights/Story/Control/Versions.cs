using Backstay.Core.Registry;

namespace Backstay.Examples.Flights.Story.Control;

/// <summary>Names of everything that the story registers.</summary>
internal static class Versions
{
    public const string Owner = "flights-team";

    public static VersionId TrainingData { get; } = VersionId.Parse("dataset/flights-training@1.0.0");

    public static VersionId EvaluationData { get; } = VersionId.Parse("dataset/flights-evaluation@1.0.0");

    public static VersionId Code { get; } = VersionId.Parse("code/flights-trainer@1.0.0");

    public static VersionId TrainingEnvironment { get; } = VersionId.Parse("environment/flights-training@1.0.0");

    public static VersionId ServingEnvironment { get; } = VersionId.Parse("environment/flights-serving@1.0.0");

    public static VersionId MilesAndHours { get; } = VersionId.Parse("data-processor/flight-fields@1.0.0");

    /// <summary>The one with the units bug.</summary>
    public static VersionId KilometresAndDay { get; } = VersionId.Parse("data-processor/flight-fields@2.0.0");

    public static VersionId LeastSquares { get; } = VersionId.Parse("model/flight-delay@1.0.0");

    public static VersionId Network { get; } = VersionId.Parse("model/flight-delay@1.1.0");

    /// <summary>The network's training once more, under another number.</summary>
    public static VersionId NetworkAgain { get; } = VersionId.Parse("model/flight-delay@1.1.1");

    /// <summary>Other input units: a schema break in meaning, so a major version.</summary>
    public static VersionId KilometreNetwork { get; } = VersionId.Parse("model/flight-delay@2.0.0");

    public static VersionId OutsideNetwork { get; } = VersionId.Parse("model/flight-delay@1.2.0");
}
