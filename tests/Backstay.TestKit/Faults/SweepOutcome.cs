namespace Backstay.TestKit.Faults;

/// <summary>What came out where one call after the other was made to fail.</summary>
/// <param name="What">The store that was swept, or the server.</param>
/// <param name="How">The kind of call and its error.</param>
/// <param name="Runs">Those after which everything was as it must be.</param>
/// <param name="Broken">What was not as it must be, a text for each run.</param>
/// <param name="Last">The last call that was to fail; 0 where none was tried.</param>
/// <param name="IsComplete">Whether it ended because calls were no longer met, after runs that acknowledged all that was asked of them.</param>
internal sealed record SweepOutcome(
    string What, string How, IReadOnlyList<FaultRun> Runs, IReadOnlyList<string> Broken, int Last, bool IsComplete)
{
    public string Name => $"{What} {How}";

    /// <summary>Of the ledger at the end, each of them hashed again; 0 where there is none.</summary>
    public long Entries { get; init; }

    /// <summary>For a test: it ended by itself, and nothing was broken.</summary>
    public void AssertWhole()
    {
        Assert.True(Broken.Count == 0, string.Join("\n\n", Broken));
        Assert.True(IsComplete, $"{Name} did not end by a run without its fault.");
    }
}
