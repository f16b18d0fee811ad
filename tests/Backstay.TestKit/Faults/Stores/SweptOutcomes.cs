using Backstay.Core.Routing;
using Backstay.Storage.Telemetry;
using Backstay.TestKit.Contracts;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>Outcomes in the telemetry's database.</summary>
internal sealed class SweptOutcomes : ISweptStore
{
    public string Name => "outcomes";

    public string Verb => "outcomes";

    public int Count => 5;

    public IEnumerable<string> FilesOf(string path) => [.. Said.Database(path), path + ".holes"];

    public async Task PrepareAsync(string path, CancellationToken ct) => await SqliteDecisionStore.Open(path, TimeProvider.System).DisposeAsync();

    public int CountAcknowledged(string[] said) => Said.Acknowledged(said).Count();

    public async Task AssertAsync(string path, string[] said, CancellationToken ct)
    {
        await using var store = SqliteDecisionStore.Open(path, TimeProvider.System);
        foreach (var number in Said.Acknowledged(said))
        {
            Assert.Equal([OutcomeResult.Repeated], await store.AddOutcomesAsync([DecisionSamples.Outcome(number, "1")], ct));
        }

        Assert.Equal([OutcomeResult.Parked], await store.AddOutcomesAsync([DecisionSamples.Outcome(1_000, "1")], ct));
    }
}
