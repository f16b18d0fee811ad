using System.Collections.Immutable;
using Backstay.Cli.Output;
using Backstay.Client.Releases;
using Spectre.Console;

namespace Backstay.Cli.Releases;

/// <summary>Evidence as text for people.</summary>
internal static class EvidenceText
{
    public static void Write(IAnsiConsole console, ImmutableArray<EvidenceView> evidence)
    {
        if (evidence.IsEmpty)
        {
            console.WriteLine("No evidence yet: backstay release check.");
            return;
        }

        var table = Tables.WithColumns("evidence", "endpoint", "verdict", "samples", "errors", "schema", "late", "when", "first failure");
        foreach (var one in evidence)
        {
            table.Row(
                Words.Of(one.Kind), one.Endpoint.ToString(), Verdict(one), Words.Integer(one.Samples),
                Words.Integer(one.Errors), Words.Integer(one.SchemaFailures), Words.Integer(one.Late), Words.Time(one.Time), one.FirstFailure);
        }

        console.Write(table);
    }

    /// <summary>In a word or two, with what else it takes to know whether it counts.</summary>
    public static string Verdict(EvidenceView evidence) =>
        $"{(evidence.Passed ? "passed" : "failed")}{(evidence.Applies ? string.Empty : ", on another backend")}";
}
