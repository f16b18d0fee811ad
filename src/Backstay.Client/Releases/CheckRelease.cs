using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Client.Releases;

/// <summary>Asks for sample inputs to be run through a whole release.</summary>
public sealed record CheckReleaseRequest
{
    public const int MaxSamples = 10_000;

    public required Name Endpoint { get; init; }

    /// <summary>1 to <see cref="MaxSamples"/> bodies as callers would send them.</summary>
    public required ImmutableArray<JsonElement> Samples { get; init; }

    /// <summary>Milliseconds that an answer may take; null takes the endpoint's deadline.</summary>
    public int? DeadlineMs { get; init; }
}

/// <summary>What a check found. It is recorded as evidence, passed or not.</summary>
/// <param name="Samples">How many inputs were run: fewer than were sent where too many failed.</param>
/// <param name="Inputs">SHA-256 over the inputs that were run, in order, each followed by a line feed.</param>
/// <param name="FirstFailure">Null when all passed.</param>
/// <param name="Position">The ledger position of the evidence.</param>
public sealed record CheckReport(
    Name Release,
    Name Endpoint,
    Digest Combination,
    bool Passed,
    long Samples,
    long Errors,
    long SchemaFailures,
    long Late,
    int DeadlineMs,
    double MedianMs,
    double MaxMs,
    Digest Inputs,
    CheckFailure? FirstFailure,
    long Position);

/// <summary>One sample that failed.</summary>
/// <param name="Sample">Its index, from 0.</param>
/// <param name="Kind"><c>error</c>, <c>schema</c> or <c>late</c>.</param>
public sealed record CheckFailure(int Sample, string Kind, string Reason);
