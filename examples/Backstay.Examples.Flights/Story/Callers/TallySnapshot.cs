using System.Collections.Immutable;

namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>The counts at one moment.</summary>
/// <param name="Requests">Answers, and requests that never got one.</param>
/// <param name="Failures">Callers that got no usable answer.</param>
/// <param name="Rescued">Answers that a standby gave in the canary's place.</param>
/// <param name="GapRetries">Tries that found the killed server gone; their callers tried again.</param>
internal sealed record TallySnapshot(
    long Timestamp,
    long Answers,
    long Requests,
    long Failures,
    string? FirstFailure,
    long Rescued,
    long GapRetries,
    ImmutableArray<ReleaseSnapshot> Releases)
{
    public ReleaseSnapshot? Of(string release) => Releases.FirstOrDefault(r => r.Release == release);

    public long AnswersOf(string release) => Of(release)?.Answers ?? 0;
}

/// <summary>One release's answers to callers.</summary>
/// <param name="Wrong">The latest whose flight landed more than 15 minutes from the estimate.</param>
internal sealed record ReleaseSnapshot(string Release, long Answers, long Within, AskedDecision? Wrong);

/// <summary>A decision and the unit that it was for, as its caller knows both.</summary>
internal sealed record AskedDecision(Guid Id, string Unit);
