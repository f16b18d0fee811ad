using System.Diagnostics;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>One request on its way: what was decided, what was tried, what came of it.</summary>
internal sealed class Exchange(Guid id, DateTimeOffset arrived, long arrivedTicks, LiveTable table, LiveEndpoint endpoint)
{
    /// <summary>Canary, current, standby.</summary>
    public const int MaxAttempts = 3;

    private Attempt[] _attempts = [];

    public Guid Id { get; } = id;

    public DateTimeOffset Arrived { get; } = arrived;

    /// <summary>The arrival on the monotonic clock.</summary>
    public long ArrivedTicks { get; } = arrivedTicks;

    public LiveTable Table { get; } = table;

    public LiveEndpoint Endpoint { get; } = endpoint;

    public required CallerHeaders Caller { get; init; }

    public required Placement Placement { get; init; }

    public required Question Question { get; init; }

    public LiveTarget[] Chain => Placement.Arm == Arm.Canary ? Endpoint.CanaryChain : Endpoint.ControlChain;

    /// <summary>Milliseconds for the assigned release's attempt, in either arm.</summary>
    public required int AttemptLimitMs { get; init; }

    public int AttemptCount { get; private set; }

    public ReadOnlySpan<Attempt> Attempts => _attempts.AsSpan(0, AttemptCount);

    public LiveTarget? Served { get; set; }

    /// <summary>A stable code; null where the assigned release answered.</summary>
    public string? Fallback { get; set; }

    /// <summary>HTTP status that the caller gets.</summary>
    public int Status { get; set; }

    public bool CallerGone { get; set; }

    public void Add(in Attempt attempt)
    {
        Debug.Assert(AttemptCount < Math.Min(Chain.Length, MaxAttempts), "Each target of a chain is asked once, and it has at most three.");
        if (AttemptCount == 0)
        {
            _attempts = new Attempt[Chain.Length];
        }

        _attempts[AttemptCount++] = attempt;
    }

    public void Blame(int attempt, UpstreamError error) => _attempts[attempt].Error = error;

    public void Extend(int attempt, long durationUs) => _attempts[attempt].DurationUs = durationUs;
}

/// <summary>One try, before it becomes a record.</summary>
internal struct Attempt
{
    public required LiveTarget Target { get; init; }

    public required long OffsetUs { get; init; }

    public long DurationUs { get; set; }

    public int Status { get; init; }

    public UpstreamError Error { get; set; }

    public string? ModelVersion { get; init; }

    public long Bytes { get; init; }

    public readonly AttemptRecord ToRecord() =>
        new(Target.Release, Target.Backend, OffsetUs, DurationUs, Status, Error.ToCode(), ModelVersion);
}
