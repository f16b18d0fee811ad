namespace Backstay.Examples.Flights.Story.Promises;

/// <summary>What one telling came to: the file that <c>--summary</c> names.</summary>
/// <param name="Broke">Why the story ended early; null where it was told to its end.</param>
internal sealed record StorySummary(
    string Profile,
    bool AllKept,
    string? Broke,
    double Seconds,
    long Answers,
    long FailedAnswers,
    long Rescued,
    long GapRetries,
    double RequestsPerSecond,
    int RowsSent,
    long LabelsPosted,
    IReadOnlyList<Promise> Promises);
