using Spectre.Console;

namespace Backstay.Cli.Output;

/// <summary>Tables and lists of facts in one look; texts of others can't bring markup or control characters.</summary>
internal static class Tables
{
    public static Sheet WithColumns(params IReadOnlyList<string> names) => new(names);

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
