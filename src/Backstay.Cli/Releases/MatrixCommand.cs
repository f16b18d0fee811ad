using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Releases;
using Spectre.Console;

namespace Backstay.Cli.Releases;

/// <summary><c>backstay matrix</c>: which versions are known to work together.</summary>
internal static class MatrixCommand
{
    public static Command Create()
    {
        var limit = CommonOptions.Limit();
        var command = new Command("matrix", "Which combinations of versions are proven, and by what evidence.") { limit };
        command.Run(async (parsed, context, ct) =>
        {
            var matrix = await context.Client.GetMatrixAsync(parsed.GetValue(limit), ct);
            context.Printer.Print(matrix, console =>
            {
                var table = Tables.WithColumns("combination", "versions", "releases", "evidence");
                foreach (var row in matrix.Items)
                {
                    table.Row(
                        row.Combination.ToShort(),
                        string.Join(", ", row.Parts.All().Select(part => part.Version)),
                        string.Join(", ", row.Releases),
                        row.Evidence.IsEmpty ? "none" : string.Join(", ", row.Evidence.Select(Say)));
                }

                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay matrix");
    }

    private static string Say(EvidenceView evidence) =>
        $"{Words.Of(evidence.Kind)} at {evidence.Endpoint} {EvidenceText.Verdict(evidence)}";
}
