using System.Collections.Immutable;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;

namespace Backstay.Server.Releases;

/// <summary>What became of the samples of one check.</summary>
/// <param name="BackendDigest">Of the backend that answered; another may be declared by now.</param>
/// <param name="TimesUs">Of every sample that was run, in microseconds, ascending.</param>
internal sealed record CheckRun(
    long Errors,
    long SchemaFailures,
    long Late,
    int DeadlineMs,
    ImmutableArray<long> TimesUs,
    Digest Inputs,
    CheckFailure? FirstFailure,
    Digest BackendDigest)
{
    /// <summary>What was asked, with what came of it.</summary>
    public RecordEvidence Over(RecordEvidence asked) => asked with
    {
        Passed = FirstFailure is null,
        Samples = TimesUs.Length,
        Errors = Errors,
        SchemaFailures = SchemaFailures,
        Late = Late,
        DeadlineMs = DeadlineMs,
        Inputs = Inputs,
        FirstFailure = FirstFailure is { } first ? CheckReports.Text(first) : null,
        BackendDigest = BackendDigest,
        Check = new CheckFigures(TimesUs[TimesUs.Length / 2], TimesUs[^1], FirstFailure?.Sample, FirstFailure?.Kind),
    };
}
