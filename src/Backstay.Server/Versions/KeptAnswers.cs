using System.Collections.Concurrent;

namespace Backstay.Server.Versions;

/// <summary>
/// Answers as bytes, within a bound of memory. Finding one takes no lock; where room is needed, the oldest go that nobody
/// has asked for since they were last looked at. Thread safe.
/// </summary>
/// <param name="maxBytes">Of all answers together.</param>
/// <param name="largest">Bytes; a larger answer is not kept, since it would push out many.</param>
internal sealed class KeptAnswers(long maxBytes, int largest)
{
    /// <summary>What the entry itself takes, about.</summary>
    private const int OverheadBytes = 200;

    private readonly ConcurrentDictionary<long, Kept> _byPosition = [];
    private readonly Queue<Kept> _byAge = [];
    private readonly Lock _gate = new();
    private long _bytes;
    private long _forgotten;

    /// <summary>Told to <see cref="Keep"/>, so that nothing is kept that was read before something was forgotten.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <summary>Null where it is not kept.</summary>
    public byte[]? Find(long position)
    {
        if (!_byPosition.TryGetValue(position, out var kept))
        {
            return null;
        }

        if (!kept.Asked)
        {
            kept.Asked = true; // written once, not at every reading: the line stays shared between processors
        }

        return kept.Answer;
    }

    /// <param name="forgotten"><see cref="Forgotten"/> before the answer was read.</param>
    public void Keep(long position, byte[] answer, long forgotten)
    {
        if (answer.Length > largest)
        {
            return;
        }

        var kept = new Kept(position, answer);
        lock (_gate)
        {
            if (forgotten != _forgotten || !_byPosition.TryAdd(position, kept))
            {
                return;
            }

            _byAge.Enqueue(kept);
            _bytes += kept.Bytes;
            MakeRoom_NeedsLock();
        }
    }

    public void Forget(long position)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _forgotten);
            if (_byPosition.TryRemove(position, out var kept))
            {
                kept.Gone = true; // it counts until its turn in the queue comes
            }
        }
    }

    private void MakeRoom_NeedsLock()
    {
        while (_bytes > maxBytes && _byAge.TryDequeue(out var oldest))
        {
            if (oldest is { Asked: true, Gone: false })
            {
                oldest.Asked = false;
                _byAge.Enqueue(oldest);
                continue;
            }

            _bytes -= oldest.Bytes;
            if (!oldest.Gone)
            {
                _byPosition.TryRemove(oldest.Position, out _);
            }
        }
    }

    private sealed class Kept(long position, byte[] answer)
    {
        public long Position { get; } = position;

        public byte[] Answer { get; } = answer;

        public int Bytes => Answer.Length + OverheadBytes;

        public bool Asked { get; set; }

        public bool Gone { get; set; }
    }
}
