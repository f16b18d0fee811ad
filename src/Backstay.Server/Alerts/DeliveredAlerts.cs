using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Backstay.Storage;

namespace Backstay.Server.Alerts;

/// <summary>
/// The ledger position up to which people were told, in a small durable file: after a kill between a commit and its post
/// the alert is sent again. It stops before the earliest alert that still waits, so one that was told after it is told twice
/// over a restart. Receivers drop what they have by its incident's id. Safe for use by several threads.
/// </summary>
internal sealed class DeliveredAlerts
{
    private readonly Lock _gate = new();
    private readonly SortedSet<long> _waiting = [];
    private readonly string _path;
    private long _latest;
    private long _position;

    private DeliveredAlerts(string path, long position)
    {
        _path = path;
        _position = position;
        _latest = position;
    }

    /// <summary>Everything up to here was told, or given up.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Alerts that were begun and not settled.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <param name="head">The ledger's position now: where no file is yet, nobody waits for what came before.</param>
    /// <exception cref="IOException">The file can't be kept, or is not ours.</exception>
    public static DeliveredAlerts Open(string path, long head)
    {
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path);
            return Utf8Parser.TryParse(bytes, out long position, out var read) && read == bytes.Length && position >= 0
                ? new DeliveredAlerts(path, position)
                : throw new IOException($"'{path}' holds no ledger position. Remove it: then nothing from before now is told again.");
        }

        var created = new DeliveredAlerts(path, head);
        created.Keep_NeedsLock(head);
        return created;
    }

    /// <summary>Begins anew where what is there is of no use; the file is written with the first alert that is settled.</summary>
    public static DeliveredAlerts StartAt(string path, long head) => new(path, head);

    /// <summary>Somebody waits for the alert at this position, until <see cref="Settle"/>. Called in the ledger's order.</summary>
    public void Begin(long position)
    {
        lock (_gate)
        {
            _waiting.Add(position);
            _latest = Math.Max(_latest, position);
        }
    }

    /// <summary>The alert at this position was told, or given up.</summary>
    /// <exception cref="IOException">The file could not be kept; after a restart it is told once more.</exception>
    public void Settle(long position)
    {
        lock (_gate)
        {
            _waiting.Remove(position);
            var told = _waiting.Count == 0 ? _latest : _waiting.Min - 1;
            if (told > _position)
            {
                Keep_NeedsLock(told);
            }
        }
    }

    private void Keep_NeedsLock(long position)
    {
        DurableFile.Replace(_path, Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)));
        Interlocked.Exchange(ref _position, position);
    }
}
