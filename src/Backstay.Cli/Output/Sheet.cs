using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backstay.Cli.Output;

/// <summary>
/// Rows under column heads, in whatever room there is: as a table where every word fits into its column, else each row
/// as a list of facts of its own. No word, digest or id is ever cut in two for a column's sake.
/// </summary>
internal sealed class Sheet(IReadOnlyList<string> heads) : Renderable
{
    private const int Edges = 4; // two spaces at either side of the table
    private const int Gap = 3; // between two columns

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; a null cell shows as a dash.</summary>
    public Sheet Row(params ReadOnlySpan<string?> cells)
    {
        var row = new string[heads.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Printer.Safe(cells[i] ?? "-");
        }

        _rows.Add(row);
        return this;
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        IRenderable shape = Widths(maxWidth - Edges - (Gap * (heads.Count - 1))) is { } widths ? AsTable(widths) : AsFacts();
        return shape.Render(options, maxWidth);
    }

    /// <summary>
    /// A width for each column, so that none cuts a word: its longest line where there is room for all, else its longest
    /// word, and the rest of the room from left to right to those that still miss some. Null where not even words fit.
    /// </summary>
    private int[]? Widths(int room)
    {
        var widths = new int[heads.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = Cells(i).SelectMany(cell => cell.Split(' ', '\n')).Max(word => word.Length);
        }

        var left = room - widths.Sum();
        if (left < 0)
        {
            return null;
        }

        for (var i = 0; i < widths.Length; i++)
        {
            var wanted = Math.Min(left, Cells(i).SelectMany(cell => cell.Split('\n')).Max(line => line.Length) - widths[i]);
            widths[i] += wanted;
            left -= wanted;
        }

        return widths;
    }

    private IEnumerable<string> Cells(int column) => _rows.Select(row => row[column]).Prepend(heads[column]);

    private Table AsTable(int[] widths)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < widths.Length; i++)
        {
            table.AddColumn(new TableColumn(new Text(heads[i])) { Width = widths[i] });
        }

        foreach (var row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private Rows AsFacts() => new(_rows.Select(row => Tables.Facts([.. heads.Zip(row).Select(fact => (fact.First, (string?)fact.Second)), (" ", " ")])));
}
