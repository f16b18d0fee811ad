using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;
using Backstay.Core.Registry;

namespace Backstay.Core.Evaluation;

/// <summary>
/// Every committed scorecard, in rows that never move or change, each behind the one before it of the same version. One writer
/// adds; readers look at it through an <see cref="EvaluationState"/> and see the first so many.
/// </summary>
internal sealed class ScorecardLog
{
    private const int None = -1;

    [ThreadStatic]
    private static ByteBuffer? _bufferOfThisThread;

    private readonly GrowingList<Row> _rows = new();
    private readonly GrowingBytes _facts = new();
    private readonly WordPool _words = new();
    private readonly StringPool _actors = new();
    private readonly StringPool _versions = new();
    private readonly GrowingList<int> _lasts = new(); // by the number of a version in the pool

    /// <summary>For the writer.</summary>
    public int Count => _rows.Count;

    /// <param name="payload">The fact's canonical payload.</param>
    public void Add(VersionId version, (long Position, DateTimeOffset Time, string? By) recorded, ReadOnlySpan<byte> payload)
    {
        var buffer = Buffer();
        PackedJson.Pack(payload, _words, buffer);
        var measured = _versions.Add(version.ToString());
        if (measured == _lasts.Count)
        {
            _lasts.Add(None);
        }

        var row = _rows.Add(new Row
        {
            Version = measured,
            Fact = _facts.Add(buffer.Written),
            Position = recorded.Position,
            Time = recorded.Time.UtcTicks,
            By = recorded.By is { } by ? _actors.Add(by) : None,
            Previous = _lasts[measured],
        });
        Volatile.Write(ref _lasts.Change(measured), row);
    }

    /// <summary>A version's scorecards among the first <paramref name="count"/>, the newest first.</summary>
    public IEnumerable<Scorecard> NewestFirst(VersionId version, int count)
    {
        if (_versions.Find(version.ToString()) is not { } measured || measured >= _lasts.Count)
        {
            yield break;
        }

        for (var row = _lasts[measured]; row != None; row = _rows[row].Previous)
        {
            if (row < count)
            {
                yield return Read(row);
            }
        }
    }

    public Scorecard Read(int number)
    {
        ref readonly var row = ref _rows[number];
        var buffer = Unpack(row);
        var fact = JsonSerializer.Deserialize(buffer, EvaluationJson.Default.ScorecardRecorded)
            ?? throw new InvalidDataException("A scorecard's payload is null.");
        return new Scorecard(fact, row.Position, new DateTimeOffset(row.Time, TimeSpan.Zero), row.By == None ? null : _actors[row.By]);
    }

    /// <summary>Adds a scorecard of another log.</summary>
    public void AddFrom(ScorecardLog other, int number)
    {
        ref readonly var row = ref other._rows[number];
        var by = row.By == None ? null : other._actors[row.By];
        Add(VersionId.Parse(other._versions[row.Version]), (row.Position, new DateTimeOffset(row.Time, TimeSpan.Zero), by), other.Unpack(row).ToArray());
    }

    private static ByteBuffer Buffer()
    {
        var buffer = _bufferOfThisThread ??= new ByteBuffer();
        buffer.Clear();
        return buffer;
    }

    /// <summary>The fact's canonical payload; valid until the thread's next call.</summary>
    private ReadOnlySpan<byte> Unpack(in Row row)
    {
        var buffer = Buffer();
        PackedJson.Unpack(_facts.Read(row.Fact), _words, buffer);
        return buffer.Written;
    }

    private struct Row
    {
        public required int Version { get; init; }

        public required BytesPlace Fact { get; init; }

        public required long Position { get; init; }

        /// <summary>UTC ticks.</summary>
        public required long Time { get; init; }

        public required int By { get; init; }

        /// <summary>The same version's scorecard before this one.</summary>
        public required int Previous { get; init; }
    }
}
