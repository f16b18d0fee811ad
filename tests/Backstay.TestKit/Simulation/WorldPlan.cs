using Backstay.Core.Primitives;

namespace Backstay.TestKit.Simulation;

/// <summary>Everything that a world's seed decides before it starts.</summary>
internal sealed record WorldPlan
{
    public required long Seed { get; init; }

    public required IReadOnlyList<EndpointScript> Endpoints { get; init; }

    public required int Requests { get; init; }

    /// <summary>Mean time between two requests, in milliseconds.</summary>
    public required double MeanGapMs { get; init; }

    public required CallerHabits Callers { get; init; }

    /// <summary>Times at which every version fails with a probability.</summary>
    public required IReadOnlyList<Window> Outages { get; init; }

    /// <summary>Times at which the ledger can't be written.</summary>
    public required IReadOnlyList<(Window Window, LedgerHealth Health)> LedgerFaults { get; init; }

    /// <summary>Times at which records find the disk of telemetry full.</summary>
    public required IReadOnlyList<Window> TelemetryFaults { get; init; }

    /// <summary>When the process is killed, and for how long it is away.</summary>
    public required IReadOnlyList<Window> Kills { get; init; }

    /// <summary>When the process stands still.</summary>
    public required IReadOnlyList<Window> Stalls { get; init; }

    /// <summary>When the wall clock is set, and by how much.</summary>
    public required IReadOnlyList<(DateTimeOffset At, TimeSpan By)> ClockJumps { get; init; }

    /// <summary>When the judge has no time, so that its feed fills.</summary>
    public required IReadOnlyList<Window> BusyJudge { get; init; }

    /// <summary>Places in the judge's feed.</summary>
    public required int FeedCapacity { get; init; }

    /// <summary>Probability that a breach finds the ledger's disk full, as if the two had one cause.</summary>
    public required double TroubleAtBreach { get; init; }

    /// <summary>Releases whose files can't be read for a while: nobody can be sent to them.</summary>
    public required IReadOnlyList<(Window Window, Name Release)> ColdSpells { get; init; }

    /// <summary>When somebody does something.</summary>
    public required IReadOnlyList<DateTimeOffset> Interventions { get; init; }

    public DateTimeOffset LastRequest => VirtualClock.Start.AddMilliseconds(Requests * MeanGapMs);
}

/// <summary>A stretch of a world's time.</summary>
/// <param name="Strength">What the stretch is about, in [0, 1].</param>
internal readonly record struct Window(DateTimeOffset From, DateTimeOffset To, double Strength)
{
    public bool Holds(DateTimeOffset time) => time >= From && time < To;
}

/// <summary>An endpoint and its releases; the first is healthy.</summary>
internal sealed record EndpointScript(
    Name Endpoint, int DeadlineMs, double SlowMs, bool DemandsEvidence, bool RequiresSystem, IReadOnlyList<ReleaseScript> Releases);

/// <summary>A release and the version behind it.</summary>
internal sealed record ReleaseScript(Name Release, Behaviour Behaviour, bool HasCheck);

/// <summary>How callers behave.</summary>
/// <param name="Units">How many distinct units there are.</param>
/// <param name="Anonymous">Share of requests without a unit.</param>
/// <param name="HeavyShare">Share of one unit in all requests.</param>
/// <param name="HeavyErrors">Rate at which that unit's requests fail, whoever answers.</param>
/// <param name="Retries">Probability that a client sends a request again under its id.</param>
/// <param name="Labelled">Probability that a label comes.</param>
/// <param name="LabelDelayMs">Mean delay of labels.</param>
internal sealed record CallerHabits(
    int Units, double Anonymous, double HeavyShare, double HeavyErrors, double Retries, double Labelled, double LabelDelayMs, double Corrections);
