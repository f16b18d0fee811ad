using System.Globalization;
using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.Storage.Telemetry;
using Backstay.Storage.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests;

/// <summary>
/// Every store but the ledger's entries while one system call after the other fails: whatever was acknowledged is there when
/// it is opened again, whole, and it takes the next.
/// </summary>
public sealed class StoreSweepTests(ITestOutputHelper output)
{
    private const int Count = 5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fsync,fdatasync", "EIO")]
    [InlineData("fsync,fdatasync", "ENOSPC")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("rename", "EIO")]
    [InlineData("rename", "ENOSPC")]
    [InlineData("pread64", "EIO")]
    [InlineData("unlink", "EIO")]
    [InlineData("openat", "EMFILE")]
    public Task Objects(string calls, string error) => SweepAsync("put", calls, error, path => FolderObjectStore.Open(path), async (path, said) =>
    {
        var store = FolderObjectStore.Open(path);
        foreach (var digest in said.Where(line => line.Length == 2 * Digest.Size).Select(Digest.Parse))
        {
            Assert.True((await store.InspectAsync(digest, _ => { }, Ct)).IsOk, $"{digest} was acknowledged, and is not there whole.");
        }

        Assert.DoesNotContain(said, line => line.StartsWith("refused, yet there", StringComparison.Ordinal));
        await foreach (var info in store.ListAsync(Ct))
        {
            Assert.True((await store.InspectAsync(info.Digest, _ => { }, Ct)).IsOk, $"{info.Digest} has other bytes than its name says.");
        }

        Assert.True((await store.PutAsync(new MemoryStream([1]), null, 1, Ct)).IsOk);
    });

    [Theory]
    [InlineData("fsync,fdatasync", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("pread64", "EIO")]
    [InlineData("fsync,fdatasync", "ENOSPC")]
    [InlineData("openat", "EMFILE")]
    public Task Outcomes(string calls, string error) => SweepAsync("outcomes", calls, error, path => SqliteDecisionStore.Open(path, TimeProvider.System).DisposeAsync().AsTask().Wait(Ct), async (path, said) =>
    {
        await using var store = SqliteDecisionStore.Open(path, TimeProvider.System);
        foreach (var number in Acknowledged(said))
        {
            Assert.Equal([OutcomeResult.Repeated], await store.AddOutcomesAsync([DecisionSamples.Outcome(number, "1")], Ct));
        }

        Assert.Equal([OutcomeResult.Parked], await store.AddOutcomesAsync([DecisionSamples.Outcome(1_000, "1")], Ct));
    });

    [Theory]
    [InlineData("fsync,fdatasync", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("fsync,fdatasync", "ENOSPC")]
    [InlineData("openat", "EMFILE")]
    public Task Checkpoints(string calls, string error) => SweepAsync("checkpoints", calls, error, path => SqliteLedgerStore.Open(path).DisposeAsync().AsTask().Wait(Ct), async (path, said) =>
    {
        await using var store = SqliteLedgerStore.Open(path);
        var kept = (await store.ReadCheckpointsAsync(Ct)).ToHashSet();
        Assert.All(Acknowledged(said), number => Assert.Contains(new StoredCheckpoint(number, $"note {number}"), kept));
        await store.SaveCheckpointAsync(new StoredCheckpoint(1_000, "note"), Ct);
    });

    [Theory]
    [InlineData("fsync,fdatasync", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("rename", "EIO")]
    [InlineData("openat", "EMFILE")]
    public Task Files_that_are_replaced(string calls, string error) => SweepAsync("replace", calls, error, path => DurableFile.Replace(path, "note 0"u8), async (path, said) =>
    {
        AssertLatest(await File.ReadAllTextAsync(path, Ct), said);
        DurableFile.Replace(path, "next"u8);
    });

    [Theory]
    [InlineData("fsync,fdatasync", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("openat", "EMFILE")]
    public Task Files_that_are_written_in_place(string calls, string error) => SweepAsync("in-place", calls, error, path =>
    {
        using var file = InPlaceFile.Open(path, 10_000);
        file.Write("note 0"u8);
    }, (path, said) =>
    {
        using var file = InPlaceFile.Open(path, 10_000);
        AssertLatest(Encoding.UTF8.GetString(file.Content.Span), said);
        file.Write("next"u8);
        return Task.CompletedTask;
    });

    /// <summary>The last that was acknowledged, or one that was tried after it and whose end nobody knows.</summary>
    private static void AssertLatest(string content, string[] said)
    {
        Assert.StartsWith("note ", content, StringComparison.Ordinal);
        var number = int.Parse(content["note ".Length..], CultureInfo.InvariantCulture);
        Assert.InRange(number, Acknowledged(said).LastOrDefault(), Count);
    }

    private static IEnumerable<int> Acknowledged(string[] said) => said
        .Where(line => line.StartsWith("acknowledged ", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    /// <summary>Whatever any of the stores opens: a process opens hundreds of files of its own before it comes to them.</summary>
    private static string[] FilesOf(string path) =>
    [
        path, path + "-wal", path + "-shm", path + ".holes", path + ".new", Path.GetDirectoryName(path) ?? "/",
        .. Enumerable.Range(1, 2 * Count).Select(number => Path.Combine(path, "objects", "incoming", $"{number}")),
        .. Enumerable.Range(0, 256).Select(shard => Path.Combine(path, "objects", "sha256", $"{shard:x2}")),
    ];

    /// <summary>
    /// Every call of each thread in turn, from the first, until a run ends without having met its fault. Of reads and openings, which a
    /// store makes by the hundred when it opens, the 1st, 2nd, 3rd, 4th, 6th, 9th, ...
    /// </summary>
    private async Task SweepAsync(string what, string calls, string error, Action<string> prepare, Func<string, string[], Task> check)
    {
        for (var n = 1; ; n += calls is "openat" or "pread64" ? Math.Max(1, n / 2) : 1)
        {
            using var folder = new TemporaryFolder();
            var (path, log) = (folder.File("store"), folder.File("calls"));
            prepare(path);
            using var probe = Probe.StartWithLoggedFault($"{calls}:error={error}:when={n}", log, calls == "openat" ? FilesOf(path) : [], what, path, $"{Count}");
            var said = await probe.ReadToEndAsync(Ct);
            if (!(await File.ReadAllTextAsync(log, Ct)).Contains("(INJECTED)", StringComparison.Ordinal))
            {
                Assert.True(n > 1, "No fault was ever met.");
                Assert.Equal(Count, said.Length);
                output.WriteLine($"{what}, {calls} {error}: swept up to {n - 1}");
                return;
            }

            await check(path, said);
        }
    }
}
