using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.Storage.Telemetry;
using Backstay.TestKit.Contracts;
using Backstay.TestKit.Faults;

// A process for tests to kill and to inject failing system calls into. It says on standard output what it has been
// promised, one line each, flushed before the next step; the test holds the stores to that.
return args switch
{
    ["sync-file", var path] => SyncFile(path),
    ["hold-lock", var folder] => HoldLock(folder),
    ["append", var ledger] => await AppendAsync(ledger, int.MaxValue),
    ["append", var ledger, var batches] => await AppendAsync(ledger, int.Parse(batches)),
    ["open-objects", var folder] => OpenObjects(folder),
    ["list-objects", var folder] => ListObjects(folder),
    ["ask-object", var folder, var digest] => await AskObjectAsync(folder, digest),
    ["put", var folder] => await PutAsync(folder, int.MaxValue),
    ["put", var folder, var count] => await PutAsync(folder, int.Parse(count)),
    ["replace", var path, var count] => Repeat(int.Parse(count), number => DurableFile.Replace(path, NoteOf(number))),
    ["in-place", var path, var count] => WriteInPlace(path, int.Parse(count)),
    ["checkpoints", var ledger, var count] => await SaveCheckpointsAsync(ledger, int.Parse(count)),
    ["holes", var telemetry] => await NoteHolesAsync(telemetry),
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

static int OpenObjects(string folder)
{
    try
    {
        FolderObjectStore.Open(folder);
        Say("opened");
    }
    catch (IOException e)
    {
        Say($"not opened: {e.Message}");
    }

    return 0;
}

static int ListObjects(string folder)
{
    foreach (var digest in FolderObjectNames.List(folder, (unlisted, why) => Say($"{unlisted}: {why.GetType().Name}")))
    {
        Say(digest.ToString());
    }

    return 0;
}

static async Task<int> AskObjectAsync(string folder, string hex)
{
    var digest = Digest.Parse(hex);
    var store = FolderObjectStore.OpenAsFarAsPossible(folder, out var refused);
    Say(refused is null ? "opened" : "for reading only");
    var inspected = await store.InspectAsync(digest, onRead: null, default);
    Say($"vouched for: {(inspected.IsOk ? "yes" : inspected.Problem.Code)}");
    using var content = (await store.OpenAsync(digest, default)).Value;
    await content.CopyToAsync(Stream.Null);
    Say("read");
    return 0;
}

static async Task<int> PutAsync(string folder, int count)
{
    var store = FolderObjectStore.Open(folder);
    for (var i = 0; i < count; i++)
    {
        var content = ProbeObject.Content(i);

        // Whoever is refused tries again: that must be no way around a sync that failed.
        for (var tries = 0; tries < 8; tries++)
        {
            try
            {
                var put = await store.PutAsync(new MemoryStream(content), null, long.MaxValue, default);
                Say(put.IsOk ? put.Value.Digest.ToHex() : put.Problem.Code);
                if (put.IsOk)
                {
                    break;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Say(await WhoSeesAsync(store, Digest.Of(content)) is [_, ..] seen ? $"refused, yet there: {string.Join(", ", seen)}" : "refused");
            }
        }
    }

    return 0;
}

// Every way to ask for an object that answers that it is there.
static async Task<List<string>> WhoSeesAsync(FolderObjectStore store, Digest digest)
{
    var seen = new List<string>();
    void Add(string who, bool sees) => seen.AddRange(sees ? [who] : Array.Empty<string>());
    Add("find", await store.FindAsync(digest, default) is not null);
    Add("inspect", await SeesAsync(() => store.InspectAsync(digest, onRead: null, default)));
    Add("open", await SeesAsync(() => store.OpenAsync(digest, default)));
    Add("map", await SeesAsync(() => store.MapAsync(digest, int.MaxValue, default)));
    Add("list", await store.ListAsync(default).AnyAsync(info => info.Digest == digest));
    return seen;
}

// A read that fails says nothing of what is there.
static async Task<bool> SeesAsync<T>(Func<Task<Result<T>>> ask)
{
    try
    {
        var asked = await ask();
        (asked.IsOk ? asked.Value as IDisposable : null)?.Dispose();
        return asked.IsOk;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        return false;
    }
}

static byte[] NoteOf(int number) => Encoding.UTF8.GetBytes($"note {number}");

static int WriteInPlace(string path, int count)
{
    using var file = InPlaceFile.Open(path, 10_000);
    return Repeat(count, number => file.Write(NoteOf(number)));
}

static int Repeat(int count, Action<int> write)
{
    for (var i = 1; i <= count; i++)
    {
        try
        {
            write(i);
            Say($"acknowledged {i}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Say($"refused {i}");
        }
    }

    return 0;
}

static async Task<int> SaveCheckpointsAsync(string path, int count)
{
    await using var store = SqliteLedgerStore.Open(path);
    for (var i = 1; i <= count; i++)
    {
        try
        {
            await store.SaveCheckpointAsync(new StoredCheckpoint(i, $"note {i}"), default);
            Say($"acknowledged {i}");
        }
        catch (Exception e) when (e is LedgerBrokenException or LedgerFullException)
        {
            Say(e.GetType().Name);
        }
    }

    return 0;
}

static async Task<int> NoteHolesAsync(string path)
{
    await using var store = SqliteDecisionStore.Open(path, TimeProvider.System);
    store.AssumeHoles(["holed-1"]);
    await store.FlushAsync(default);
    Say(store.HasHoles("holed-1") ? "noted" : "forgotten");
    return 0;
}

static async Task<int> AddOutcomesAsync(string path, int count)
{
    await using var store = SqliteDecisionStore.Open(path, TimeProvider.System);
    for (var i = 0; i < count; i++)
    {
        try
        {
            await store.AddOutcomesAsync([DecisionSamples.Outcome(i, "1")], default);
            Say($"acknowledged {i}");
        }
        catch (IOException)
        {
            Say($"refused {i}");
        }
    }

    return 0;
}
