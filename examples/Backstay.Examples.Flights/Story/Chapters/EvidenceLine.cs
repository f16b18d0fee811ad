using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Statistics;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Evidence as it stands in the ledger, in one line.</summary>
internal static class EvidenceLine
{
    /// <summary>The verdicts of a fact that moved traffic.</summary>
    public static async Task<ImmutableArray<GuardVerdict>> ReadAsync(BackstayClient client, long position, CancellationToken ct)
    {
        var entry = await new LedgerClient(client).EntryAsync(position, ct);
        return entry.Payload.TryGetProperty("verdicts", out var verdicts)
            ? verdicts.Deserialize<ImmutableArray<GuardVerdict>>(WireJson.Options)
            : [];
    }

    /// <summary>The verdict on labels, which is the one that a step has to prove; null where there is none.</summary>
    public static GuardVerdict? Quality(ImmutableArray<GuardVerdict> verdicts) =>
        verdicts.FirstOrDefault(verdict => verdict.Guard.ToString() == StoryPlans.Quality);

    public static string Describe(GuardVerdict verdict)
    {
        var test = verdict.Test;
        var figure = test.Estimate is { } estimate
            ? string.Create(CultureInfo.InvariantCulture, $"{estimate:0.####} in [{test.Interval.Low:0.####}, {test.Interval.High:0.####}]")
            : "no event";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict.Guard}: {figure}, {Bound(test)}, n {string.Join(" + ", test.Arms.Select(arm => arm.N.ToString("n0", CultureInfo.InvariantCulture)))}: {Word(test)}");
    }

    private static string Bound(TestResult test) =>
        test.Parameters.TryGetValue("limit", out var limit)
            ? string.Create(CultureInfo.InvariantCulture, $"limit {limit:0.###}")
            : string.Create(CultureInfo.InvariantCulture, $"margin {test.Parameters.GetValueOrDefault("margin"):0.###}");

    private static string Word(TestResult test) => test.Verdict switch
    {
        Verdict.Pass => string.Create(CultureInfo.InvariantCulture, $"proven, evidence {test.ProofEValue:0.#e+0} of {test.Threshold:0} needed"),
        Verdict.Breach => string.Create(CultureInfo.InvariantCulture, $"breach, evidence {test.EValue:0} of {test.Threshold:0} needed"),
        _ => "no breach",
    };
}
