using System.Globalization;

namespace Backstay.TestKit.Faults;

/// <summary>
/// One store in a process of its own while one call after the other fails, from the process's start: whatever was acknowledged
/// is there when it is opened again, whole, and it takes the next.
/// </summary>
internal static class StoreSweep
{
    public static Task<SweepOutcome> RunAsync(StoreFault fault, SweepPlan plan, CancellationToken ct) =>
        Sweep.RunAsync(fault.Store.Name, fault.How, plan, call => RunAsync(fault, call, ct), startsAfresh: true, ct);

    private static async Task<FaultRun> RunAsync(StoreFault fault, int call, CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var (store, path, log) = (fault.Store, folder.File("store"), folder.File("calls"));
        await store.PrepareAsync(path, ct);
        using var probe = Probe.StartWithLoggedFault(
            FormattableString.Invariant($"{fault.Calls}:error={fault.Error}:when={call}"), log, fault.IsOfMany ? [.. store.FilesOf(path)] : [],
            store.Verb, path, store.Count.ToString(CultureInfo.InvariantCulture));
        var said = await probe.ReadToEndAsync(ct);
        var met = (await File.ReadAllLinesAsync(log, ct)).Count(line => line.Contains("(INJECTED)", StringComparison.Ordinal));
        var acknowledged = store.CountAcknowledged(said);
        Assert.True(met > 0 || acknowledged == store.Count, $"No call failed, and yet not all was acknowledged: {string.Join("; ", said)}");
        await store.AssertAsync(path, said, ct);
        return new FaultRun(met, acknowledged, RefusalsOf(said), Answered: 0);
    }

    /// <summary>What the probe said that is neither an acknowledgement nor that it has begun, by its first word.</summary>
    private static Dictionary<string, int> RefusalsOf(string[] said) => said
        .Select(line => line.Split(' ', ',')[0])
        .Where(word => word.EndsWith("Exception", StringComparison.Ordinal) || word.Contains("space", StringComparison.Ordinal) || word == "refused")
        .GroupBy(word => word, StringComparer.Ordinal)
        .ToDictionary(words => words.Key, words => words.Count(), StringComparer.Ordinal);
}
