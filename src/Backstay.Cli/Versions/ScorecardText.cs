using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Client.Versions;
using Spectre.Console;

namespace Backstay.Cli.Versions;

/// <summary>Scorecards as tables for people.</summary>
internal static class ScorecardText
{
    public static void Write(IAnsiConsole console, IReadOnlyList<ScorecardAnswer> scorecards)
    {
        foreach (var card in scorecards)
        {
            console.WriteLine(Printer.Safe(
                $"Measured {VersionText.Time(card.RecordedAt)} by {card.RecordedBy ?? "-"}, suite {card.Suite?.ToString() ?? "-"}, data {card.Data?.ToString() ?? "-"}"));
            var table = Tables.WithColumns("metric", "slice", "value", "interval", "n");
            foreach (var measure in card.Measures)
            {
                var interval = measure.Low is null && measure.High is null ? null : $"{Number(measure.Low)} to {Number(measure.High)}";
                table.Row(measure.Metric, measure.Slice ?? "(all)", Number(measure.Value), interval, measure.N.ToString(CultureInfo.InvariantCulture));
            }

            console.Write(table);
        }
    }

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "?";
}
