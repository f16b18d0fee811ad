using System.Globalization;
using System.Text.RegularExpressions;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;
using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests;

/// <summary>
/// Writes of which the system takes a part, as it does where the disk ends in the middle of one. A tracer can only pretend
/// that; a small file system that is almost full does it, and the trace shows that it did.
/// </summary>
public sealed partial class ShortWriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SmallDisk _disk = new(megabytes: 4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Calls => _folder.File("calls");

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_ledger_that_runs_out_of_space_in_the_middle_of_a_write_has_what_it_acknowledged()
    {
        var path = Path.Combine(_disk.FullPath, "default.ledger");
        await SqliteLedgerStore.Open(path).DisposeAsync();
        using var probe = Probe.StartWithLog("pwrite64", Calls, "append", path, "1000");
        var said = await probe.ReadToEndAsync(Ct);

        await AssertCutShortAsync();
        var acknowledged = said.Last(line => line.StartsWith("acknowledged ", StringComparison.Ordinal)).Split(' ')[1];
        Assert.Contains("LedgerFullException", said);
        _disk.Grow(megabytes: 16);
        await using var store = SqliteLedgerStore.Open(path);
        Assert.Equal(acknowledged, (await store.GetHeadAsync(Ct)).ToString(CultureInfo.InvariantCulture));
        var found = new List<LedgerRecord>();
        await foreach (var record in store.ReadAsync(1, long.MaxValue, Ct))
        {
            found.Add(record);
        }

        LedgerSamples.AssertSame(LedgerSamples.Records(1, int.Parse(acknowledged, CultureInfo.InvariantCulture)), found);
    }

    [Fact]
    public async Task An_object_store_that_runs_out_of_space_in_the_middle_of_a_write_has_whole_objects_only()
    {
        File.WriteAllBytes(Path.Combine(_disk.FullPath, "odd"), new byte[10_000]); // so that the space is no whole number of writes
        using var probe = Probe.StartWithLog("pwrite64", Calls, "put", _disk.FullPath, "60");
        var said = await probe.ReadToEndAsync(Ct);

        await AssertCutShortAsync();
        Assert.Contains("no-space", said);
        var store = FolderObjectStore.Open(_disk.FullPath);
        var there = 0;
        await foreach (var info in store.ListAsync(Ct))
        {
            there++;
            Assert.True((await store.InspectAsync(info.Digest, _ => { }, Ct)).IsOk);
        }

        Assert.Equal(said.Count(line => line.Length == 2 * Digest.Size), there);
    }

    /// <summary>Some write was taken in part: more than nothing and less than all.</summary>
    private async Task AssertCutShortAsync()
    {
        var writes = (await File.ReadAllLinesAsync(Calls, Ct)).Select(line => Write().Match(line)).Where(match => match.Success);
        Assert.Contains(writes, match => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) < long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(\d+), \d+\) = (\d+)$")]
    private static partial Regex Write();
}
