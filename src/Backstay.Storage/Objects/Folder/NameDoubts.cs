using Backstay.Core.Primitives;

namespace Backstay.Storage.Objects.Folder;

/// <summary>
/// The objects whose names are not known to be on the disk, from before their rename until a sync of their shard that nothing
/// casts doubt on. A sync that fails may have lost any rename that came since the last good one, and the next sync answers
/// success all the same: so it puts every name in doubt whose put is under way in that shard. Thread safe.
/// </summary>
internal sealed class NameDoubts
{
    private readonly Lock _gate = new();
    private readonly HashSet<Digest> _doubtful = [];
    private readonly int[] _failures = new int[FolderObjectPaths.Shards];
    private readonly bool[] _unsynced = new bool[FolderObjectPaths.Shards];

    public bool Has(Digest digest)
    {
        lock (_gate)
        {
            return _doubtful.Contains(digest);
        }
    }

    /// <summary>
    /// What somebody sees who looks at the object's name; null also where the name is in doubt. The doubt is asked about after the
    /// look: before, a put could begin and give the name between the two, and a name that the disk may not have would be built on.
    /// </summary>
    public T? See<T>(Digest digest, Func<T?> look)
    {
        var seen = look();
        if (!Has(digest))
        {
            return seen;
        }

        (seen as IDisposable)?.Dispose();
        return default;
    }

    /// <summary>
    /// Whether the object's shard could not be synced at the start. What it names can be read, and what was acknowledged by an earlier
    /// process is on the disk; but which of its names that is nobody can tell.
    /// </summary>
    public bool IsUnsynced(Digest digest) => _unsynced[FolderObjectPaths.ShardNumberOf(digest)];

    /// <summary>At the start, before anybody asks.</summary>
    public void NoteUnsynced(int shard) => _unsynced[shard] = true;

    /// <summary>The object is about to be written and named.</summary>
    /// <returns>What <see cref="TrySettle"/> wants to know.</returns>
    public int Begin(Digest digest)
    {
        lock (_gate)
        {
            _doubtful.Add(digest);
            return _failures[FolderObjectPaths.ShardNumberOf(digest)];
        }
    }

    /// <summary>The sync behind this object's rename failed: it is in doubt, also where another put of it had come through.</summary>
    public void NoteFailedSync(Digest digest)
    {
        lock (_gate)
        {
            _doubtful.Add(digest);
            _failures[FolderObjectPaths.ShardNumberOf(digest)]++;
        }
    }

    /// <summary>The sync behind this object's rename succeeded.</summary>
    /// <param name="begun">From <see cref="Begin"/>.</param>
    /// <returns>Whether the name is on the disk; false where a sync of its shard failed meanwhile.</returns>
    public bool TrySettle(Digest digest, int begun)
    {
        lock (_gate)
        {
            if (_failures[FolderObjectPaths.ShardNumberOf(digest)] != begun)
            {
                return false;
            }

            _doubtful.Remove(digest);
            return true;
        }
    }
}
