using System.Buffers.Text;
using System.Text;

namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>
/// The rows of <c>live.jsonl</c>, each handed out once in the whole story. The file stays in memory as it is; a row is cut
/// out of it when it is taken.
/// </summary>
internal sealed class RowSource
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly int[] _starts;
    private int _next = -1;

    public RowSource(byte[] file)
    {
        _file = file;
        _starts = Starts(file);
    }

    public int Count => _starts.Length - 1;

    /// <summary>How many rows were handed out.</summary>
    public int Taken => Math.Min(Volatile.Read(ref _next) + 1, Count);

    /// <summary>False when all rows have been sent.</summary>
    public bool TryTake(out Row row)
    {
        var index = Interlocked.Increment(ref _next);
        row = index < Count ? Cut(_file[_starts[index].._starts[index + 1]]) : default;
        return index < Count;
    }

    /// <summary>The form is FlightLines': <c>{"unit":"…","request":{…},"truth":{"delay":N}}</c>.</summary>
    private static Row Cut(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        var unit = After(span, "\"unit\":\""u8, 0);
        var request = After(span, "\"request\":"u8, unit);
        var truth = span[request..].IndexOf(",\"truth\""u8) + request;
        var delay = After(span, "\"delay\":"u8, truth);
        if (!Utf8Parser.TryParse(span[delay..], out int value, out _))
        {
            throw new InvalidDataException($"A row has no delay: {Encoding.UTF8.GetString(span)}");
        }

        return new Row(
            Encoding.UTF8.GetString(span[unit..(span[unit..].IndexOf((byte)'"') + unit)]), line[request..truth], value);
    }

    private static int After(ReadOnlySpan<byte> line, ReadOnlySpan<byte> mark, int from)
    {
        var at = line[from..].IndexOf(mark);
        return at < 0
            ? throw new InvalidDataException($"A row lacks {Encoding.UTF8.GetString(mark)}: {Encoding.UTF8.GetString(line)}")
            : from + at + mark.Length;
    }

    private static int[] Starts(ReadOnlySpan<byte> file)
    {
        var starts = new List<int> { 0 };
        for (var at = file.IndexOf((byte)'\n'); at >= 0; at = NextLine(file, starts[^1]))
        {
            starts.Add(at + 1);
        }

        return [.. starts];
    }

    private static int NextLine(ReadOnlySpan<byte> file, int from)
    {
        var at = file[from..].IndexOf((byte)'\n');
        return at < 0 ? -1 : from + at;
    }
}
