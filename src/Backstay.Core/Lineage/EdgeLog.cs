using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Lineage;

/// <summary>
/// Every committed edge, by the numbers of the versions at its ends, in rows that never move. One writer adds; readers look at
/// it through a <see cref="LineageState"/> and see the first so many edges.
/// </summary>
internal sealed class EdgeLog
{
    private const int None = -1;

    private readonly GrowingList<Edge> _edges = new();
    private readonly GrowingList<Ends> _ends = new();
    private readonly StringPool _words = new();

    /// <summary>For the writer.</summary>
    public int Count => _edges.Count;

    /// <param name="from">Number of the version that was made; likewise <paramref name="to"/> of what it was made from.</param>
    public void Add(int from, int to, (LineageRelation Relation, string? Role, string? Slice) edge)
    {
        while (_ends.Count <= Math.Max(from, to))
        {
            _ends.Add(Ends.None);
        }

        var number = _edges.Add(new Edge
        {
            From = from,
            To = to,
            Relation = edge.Relation,
            Role = edge.Role is { } role ? _words.Add(role) : None,
            Slice = edge.Slice is { } slice ? _words.Add(slice) : None,
            NextUp = None,
            NextDown = None,
        });
        ref var up = ref _ends.Change(from);
        if (up.LastUp == None)
        {
            up.FirstUp = number;
        }
        else
        {
            _edges.Change(up.LastUp).NextUp = number;
        }

        up.LastUp = number;
        ref var down = ref _ends.Change(to);
        if (down.LastDown == None)
        {
            down.FirstDown = number;
        }
        else
        {
            _edges.Change(down.LastDown).NextDown = number;
        }

        down.LastDown = number;
    }

    /// <summary>Edges to what the version was made from, in ledger order: the other end's number, and the edge without ends.</summary>
    public IEnumerable<(int To, LineageRelation Relation, string? Role, string? Slice)> Up(int version, int count)
    {
        for (var at = version < _ends.Count ? _ends[version].FirstUp : None; at != None && at < count; at = _edges[at].NextUp)
        {
            yield return (_edges[at].To, _edges[at].Relation, Word(_edges[at].Role), Word(_edges[at].Slice));
        }
    }

    /// <summary>Edges of what was made from the version, in ledger order.</summary>
    public IEnumerable<(int From, LineageRelation Relation, string? Role, string? Slice)> Down(int version, int count)
    {
        for (var at = version < _ends.Count ? _ends[version].FirstDown : None; at != None && at < count; at = _edges[at].NextDown)
        {
            yield return (_edges[at].From, _edges[at].Relation, Word(_edges[at].Role), Word(_edges[at].Slice));
        }
    }

    /// <summary>Both numbers and the words, to be added to another log.</summary>
    public (int From, int To, LineageRelation Relation, string? Role, string? Slice) Read(int edge) =>
        (_edges[edge].From, _edges[edge].To, _edges[edge].Relation, Word(_edges[edge].Role), Word(_edges[edge].Slice));

    private string? Word(int number) => number == None ? null : _words[number];

    private struct Edge
    {
        public required int From { get; init; }

        public required int To { get; init; }

        public required LineageRelation Relation { get; init; }

        public required int Role { get; init; }

        public required int Slice { get; init; }

        public required int NextUp { get; set; }

        public required int NextDown { get; set; }
    }

    private struct Ends
    {
        public static Ends None => new() { FirstUp = EdgeLog.None, LastUp = EdgeLog.None, FirstDown = EdgeLog.None, LastDown = EdgeLog.None };

        public int FirstUp { get; set; }

        public int LastUp { get; set; }

        public int FirstDown { get; set; }

        public int LastDown { get; set; }
    }
}
