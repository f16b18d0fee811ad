using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backstay.Cli.Output;

/// <summary>Tables and lists of facts in one look; texts of others can't bring markup or control characters.</summary>
internal static class Tables
{
    public static Table WithColumns(params ReadOnlySpan<string> names)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in names)
        {
            table.AddColumn(new TableColumn(new Text(name)));
        }

        return table;
    }

    public static Table Row(this Table table, params ReadOnlySpan<string?> cells)
    {
        var row = new List<IRenderable>(cells.Length);
        foreach (var cell in cells)
        {
            row.Add(Cell(cell));
        }

        return table.AddRow(row);
    }

    /// <summary>Facts one below the other: a label and its value. Rows without a value are left out.</summary>
    public static Grid Facts(params ReadOnlySpan<(string Label, string? Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (label, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                grid.AddRow(new Text(label), Cell(value));
            }
        }

        return grid;
    }

    private static Text Cell(string? text) => new(Printer.Safe(text ?? "-"));
}
