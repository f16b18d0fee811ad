using Backstay.Storage.Telemetry;

namespace Backstay.Storage.Tests.Telemetry;

/// <summary>What a store reads of a rollout, a word each: d1 is decision 1, s1 its shadow, o1=0 an outcome of it.</summary>
internal static class StoredRollout
{
    public static async Task<List<string>> ReadAsync(SqliteDecisionStore store, string rollout)
    {
        var found = new List<string>();
        await foreach (var taken in store.ReadRolloutAsync(rollout, TestContext.Current.CancellationToken))
        {
            found.Add(taken switch
            {
                { Decision: { } decision } => $"d{Number(decision.Id)}",
                { Shadow: { } shadow } => $"s{Number(shadow.Decision)}",
                { Outcome: { } outcome } => $"o{Number(outcome.Decision)}={outcome.Json}",
                _ => "nothing",
            });
        }

        return found;
    }

    private static int Number(Guid id) => Convert.ToInt32(id.ToString()[^12..], 16);
}
