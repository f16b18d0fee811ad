using System.Diagnostics;
using System.Globalization;
using Backstay.Client.Releases;
using Backstay.Core.Ledger;
using Backstay.Core.Releases;

namespace Backstay.Server.Releases;

/// <summary>A check's answer, made of its fact alone: so that a repeat says the same.</summary>
internal static class CheckReports
{
    public static CheckReport Of(CommittedFact committed)
    {
        // A repeat of an entry that is older than these figures is none: what was asked had another form then.
        var fact = (EvidenceRecorded)committed.Fact;
        var figures = fact.Check ?? throw new UnreachableException("A check's entry holds what it measured.");
        return new CheckReport(
            fact.Release, fact.Endpoint, fact.Combination, fact.Passed, fact.Samples, fact.Errors, fact.SchemaFailures, fact.Late,
            fact.DeadlineMs, figures.MedianUs / 1000.0, figures.MaxUs / 1000.0,
            fact.Inputs ?? throw new UnreachableException("A check's entry names its inputs."), FailureOf(fact, figures), committed.Seq);
    }

    /// <summary>The failure as the fact holds it for people.</summary>
    public static string Text(CheckFailure failure) => Lead(failure.Sample) + failure.Reason;

    private static CheckFailure? FailureOf(EvidenceRecorded fact, CheckFigures figures) =>
        figures is { FailedSample: { } sample, FailureKind: { } kind } && fact.FirstFailure is { } text
            ? new CheckFailure(sample, kind, text[Lead(sample).Length..])
            : null;

    private static string Lead(int sample) => string.Create(CultureInfo.InvariantCulture, $"sample {sample}: ");
}
