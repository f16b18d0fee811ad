using System.Collections.Immutable;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;

namespace Backstay.Server.Releases;

/// <summary>What became of the samples of one check.</summary>
/// <param name="BackendDigest">Of the backend that answered; another may be declared by now.</param>
/// <param name="LatenciesMs">Of every sample that was run, ascending.</param>
internal sealed record CheckRun(
    Release Release,
    Name Endpoint,
    long Samples,
    long Errors,
    long SchemaFailures,
    long Late,
    int DeadlineMs,
    ImmutableArray<double> LatenciesMs,
    Digest Inputs,
    CheckFailure? FirstFailure,
    Digest BackendDigest)
{
    public bool Passed => FirstFailure is null;

    public RecordEvidence ToCommand() => new(
        Release.Fact.Release, Endpoint, EvidenceKind.Check, Passed, Samples, Errors, SchemaFailures, Late, DeadlineMs, Inputs,
        Rollout: null, FirstFailure is { } first ? $"sample {first.Sample}: {first.Reason}" : null, BackendDigest);

    public CheckReport ToReport(long position) => new(
        Release.Fact.Release, Endpoint, Release.Fact.Combination, Passed, Samples, Errors, SchemaFailures, Late, DeadlineMs,
        LatenciesMs[LatenciesMs.Length / 2], LatenciesMs[^1], Inputs, FirstFailure, position);
}
