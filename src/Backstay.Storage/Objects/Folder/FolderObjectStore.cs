using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Storage.Objects.Folder;

/// <summary>
/// Objects as files in a folder. Thread safe; one process at a time, whose right to the folder is
/// <see cref="DataFolderLock"/>'s.
/// </summary>
/// <remarks>
/// A put is: write beside, fsync the file, rename, fsync the folder. So a name that can be seen has whole, durable
/// bytes behind it, and a name that was acknowledged is durable itself.
/// <para>What stands under a name may be damaged later. So a put of what is there already reads it, and replaces it where
/// its bytes are others: an acknowledged put means that the bytes are there, and a damaged object is mended by putting it.</para>
/// <para>After a failed fsync the next one answers success, whatever became of the first one's bytes. So an object whose
/// name could not be synced is not there, by whichever question, until a put has written and named it anew. What a process
/// before this one named is synced when the store is opened.</para>
/// </remarks>
public sealed class FolderObjectStore : IObjectStore
{
    private const int BufferSize = 128 << 10;

    private readonly FolderObjectPaths _paths;
    private readonly FolderPuts _taken;

    /// <summary>They count as absent whatever is asked, and the next put names them anew.</summary>
    private readonly NameDoubts _doubts;
    private readonly PutTurns _turns = new();
    private long _puts;

    private FolderObjectStore(FolderObjectPaths paths, FolderPuts puts, NameDoubts doubts) => (_paths, _taken, _doubts) = (paths, puts, doubts);

    /// <summary>Whether nothing is stored, for as long as the store lives.</summary>
    public bool IsReadOnly => _taken != FolderPuts.Taken;

    /// <summary>Opens or creates <c>objects/</c> inside a data folder and removes what puts that died left behind.</summary>
    /// <exception cref="IOException">The folder can't be written, or not be synced.</exception>
    public static FolderObjectStore Open(string dataFolder)
    {
        var store = OpenAsFarAsPossible(dataFolder, out var refused);
        if (refused is not null)
        {
            ExceptionDispatchInfo.Throw(refused);
        }

        return store;
    }

    /// <summary>
    /// As <see cref="Open"/> or, where the folder can't be written or synced, for reading only. What is in a shard that could not be
    /// synced is served, and no longer vouched for: <see cref="InspectAsync"/> refuses it, so that nobody builds anew on a name that
    /// a power cut may take away.
    /// </summary>
    /// <param name="refused">Why it is for reading only; null where it is not.</param>
    public static FolderObjectStore OpenAsFarAsPossible(string dataFolder, out Exception? refused)
    {
        var paths = new FolderObjectPaths(Path.GetFullPath(dataFolder));
        var doubts = new NameDoubts();
        refused = paths.Prepare(doubts.NoteUnsynced);
        return new FolderObjectStore(paths, refused is null ? FolderPuts.Taken : FolderPuts.Refused, doubts);
    }

    /// <summary>The objects of a data folder or of a copy, beside a process that writes them too: nothing is created or removed.</summary>
    public static FolderObjectStore OpenForReading(string dataFolder) => new(new FolderObjectPaths(Path.GetFullPath(dataFolder)), FolderPuts.NotMeant, new NameDoubts());

    public async Task<Result<ObjectInfo>> PutAsync(Stream content, Digest? expected, long maxBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (IsReadOnly)
        {
            return _taken == FolderPuts.Refused ? ObjectProblems.ReadOnly() : throw new IOException("The objects were opened for reading only.");
        }

        string? temporary = null;
        try
        {
            (var file, temporary) = CreateTemporary();
            await using (file)
            {
                var written = await WriteAsync(content, file, maxBytes, ct);
                if (!written.TryGet(out var info, out var problem))
                {
                    return problem;
                }

                if (expected is { } wanted && wanted != info.Digest)
                {
                    return ObjectProblems.Mismatch(wanted, info.Digest);
                }

                temporary = await KeepAsync(file, temporary, info, ct) ? null : temporary;
                return info;
            }
        }
        catch (IOException e) when (FullDisk.IsMeant(e))
        {
            return ObjectProblems.NoSpace();
        }
        finally
        {
            if (temporary is not null)
            {
                FolderObjectPaths.RemoveStaged(temporary);
            }
        }
    }

    public Task<Result<Stream>> OpenAsync(Digest digest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult<Result<Stream>>(OpenFile(digest, FileOptions.Asynchronous | FileOptions.SequentialScan) is { } file
            ? new VerifiedReadStream(file, digest, small: file.Length <= SmallObject.MaxBytes)
            : ObjectProblems.NotFound(digest));
    }

    public async Task<Result<ObjectContent>> MapAsync(Digest digest, int maxBytes, CancellationToken ct)
    {
        if (OpenFile(digest, FileOptions.SequentialScan) is not { } file)
        {
            return ObjectProblems.NotFound(digest);
        }

        if (file.Length > maxBytes)
        {
            await using (file)
            {
                return ObjectLimits.TooLarge(file.Length, maxBytes);
            }
        }

        // Reads the whole file: the caller's thread doesn't wait for the disk.
        return await Task.Run(() => MappedContent.Open(digest, file), CancellationToken.None);
    }

    public Task<Result<ObjectInfo>> InspectAsync(Digest digest, Action<int>? onRead, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_doubts.IsUnsynced(digest))
        {
            return Task.FromResult<Result<ObjectInfo>>(ObjectProblems.Unsynced(digest));
        }

        if (_doubts.See(digest, () => SmallObject.TryInspect(_paths.Of(digest), digest)) is not { } small)
        {
            return ObjectInspection.ReadThroughAsync(this, digest, onRead, ct);
        }

        onRead?.Invoke((int)small.Size);
        return Task.FromResult<Result<ObjectInfo>>(small);
    }

    public ValueTask<ObjectInfo?> FindAsync(Digest digest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_doubts.See<ObjectInfo?>(digest, () => new FileInfo(_paths.Of(digest)) is { Exists: true } file ? new ObjectInfo(digest, file.Length) : null));
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (digest, file) in _paths.List(onUnlisted: null))
        {
            ct.ThrowIfCancellationRequested();
            if (!_doubts.Has(digest))
            {
                yield return new ObjectInfo(digest, file.Length);
            }
        }

        await Task.CompletedTask;
    }

    /// <summary>Null where there is none.</summary>
    private FileStream? OpenFile(Digest digest, FileOptions options)
    {
        try
        {
            return _doubts.See(digest, () => new FileStream(_paths.Of(digest), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = options,
            }));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<Result<ObjectInfo>> WriteAsync(Stream content, FileStream file, long maxBytes, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var size = 0L;
            while (true)
            {
                var count = await content.ReadAsync(buffer, ct);
                if (count == 0)
                {
                    return new ObjectInfo(new Digest(hash.GetHashAndReset()), size);
                }

                size += count;
                if (size > maxBytes)
                {
                    return ObjectProblems.TooLarge(maxBytes);
                }

                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives whole content its name.</summary>
    /// <returns>Whether the temporary file became the object; false where the object was there already.</returns>
    private async Task<bool> KeepAsync(FileStream file, string temporary, ObjectInfo info, CancellationToken ct)
    {
        if (await IsThereAsync(info, ct))
        {
            return false;
        }

        // Asked again when it is this put's turn: the one before may have named the object and said so, and what somebody was told
        // is there must not be put in doubt.
        using var turn = await _turns.TakeAsync(info.Digest, ct);
        if (await IsThereAsync(info, ct))
        {
            return false;
        }

        var begun = _doubts.Begin(info.Digest);
        DurableFile.Sync(file.SafeFileHandle, temporary);
        File.Move(temporary, _paths.Of(info.Digest), overwrite: true);
        SyncName(info.Digest);
        return _doubts.TrySettle(info.Digest, begun)
            ? true
            : throw new IOException($"Object {info.Digest} may not be on the disk: a sync of the folder that its name is in failed meanwhile.");
    }

    /// <summary>Whether it is there whole. Its name was synced then, by the put that made it or when the store was opened.</summary>
    private async Task<bool> IsThereAsync(ObjectInfo info, CancellationToken ct)
    {
        // The length first: it tells most damage without reading.
        var target = new FileInfo(_paths.Of(info.Digest));
        return !_doubts.Has(info.Digest) && target.Exists && target.Length == info.Size && (await this.InspectAsync(info.Digest, ct)).IsOk;
    }

    private void SyncName(Digest digest)
    {
        try
        {
            DurableFile.SyncFolder(_paths.ShardOf(digest));
        }
        catch
        {
            _doubts.NoteFailedSync(digest);
            throw;
        }
    }

    private (FileStream File, string Path) CreateTemporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead; // what is written once needs no right to write again
        }

        while (true)
        {
            var number = Interlocked.Increment(ref _puts).ToString(CultureInfo.InvariantCulture);
            var path = Path.Combine(_paths.Incoming, number);
            if (!File.Exists(path))
            {
                return (new FileStream(path, options), path);
            }
        }
    }
}
