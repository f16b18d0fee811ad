using System.Security.Cryptography;
using Backstay.Core.Ledger;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.Storage.Telemetry;
using Backstay.TestKit.Contracts;

// A process for tests to kill and to inject failing system calls into. It says on standard output what it has been
// promised, one line each, flushed before the next step; the test holds the stores to that.
return args switch
{
    ["sync-file", var path] => SyncFile(path),
    ["hold-lock", var folder] => HoldLock(folder),
    ["append", var ledger] => await AppendAsync(ledger, int.MaxValue),
    ["append", var ledger, var batches] => await AppendAsync(ledger, int.Parse(batches)),
    ["put", var folder] => await PutAsync(folder),
    ["outcomes", var telemetry, var count] => await AddOutcomesAsync(telemetry, int.Parse(count)),
    _ => 64,
};

static void Say(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}

static int SyncFile(string path)
{
    using var file = new FileStream(path, FileMode.Create);
    file.Write("bytes"u8);
    file.Flush();
    try
    {
        DurableFile.Sync(file.SafeFileHandle, path);
        Say("synced");
    }
    catch (IOException e)
    {
        Say($"failed {e.HResult} {e.Message}");
    }

    return 0;
}

static int HoldLock(string folder)
{
    using var held = DataFolderLock.Take(folder);
    Say("locked");
    Console.In.ReadLine();
    return 0;
}

static async Task<int> AppendAsync(string path, int batches)
{
    await using var store = SqliteLedgerStore.Open(path);
    var head = await store.GetHeadAsync(default);
    Say($"opened {head}");
    for (var i = 0; i < batches; i++)
    {
        try
        {
            await store.AppendAsync(head, LedgerSamples.Records(head + 1, 3), [], default);
            head += 3;
            Say($"acknowledged {head}");
        }
        catch (Exception e) when (e is LedgerBrokenException or LedgerFullException)
        {
            Say(e.GetType().Name);
        }
    }

    return 0;
}

static async Task<int> PutAsync(string folder)
{
    var store = FolderObjectStore.Open(folder);
    for (var i = 0; ; i++)
    {
        var content = SHA256.HashData(BitConverter.GetBytes(i)).SelectMany(b => Enumerable.Repeat(b, 4_096)).ToArray();
        var put = await store.PutAsync(new MemoryStream(content), null, long.MaxValue, default);
        Say(put.Value.Digest.ToHex());
    }
}

static async Task<int> AddOutcomesAsync(string path, int count)
{
    await using var store = SqliteDecisionStore.Open(path, TimeProvider.System);
    for (var i = 0; i < count; i++)
    {
        try
        {
            await store.AddOutcomesAsync([DecisionSamples.Outcome(i, "1")], default);
            Say("acknowledged");
        }
        catch (IOException)
        {
            Say("refused");
        }
    }

    return 0;
}
