using System.CommandLine;
using System.Text.Json;
using Backstay.Cli.Output;
using Backstay.Client.Environments;
using Backstay.Core.Environments;
using Backstay.Core.Registry;
using Spectre.Console;

namespace Backstay.Cli.Environments;

/// <summary><c>backstay env diff</c>: graded verdicts with reasons.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = "A manifest file, or a registered version (environment/NAME@NUMBER)." };
        var b = new Argument<string>("B") { Description = "As A." };
        var command = new Command("diff", "Compare two environments: same, compatible, risky or different, with reasons.") { a, b };
        command.Run(async (parsed, context, ct) =>
        {
            var compared = await CompareAsync(context, parsed.GetRequiredValue(a), parsed.GetRequiredValue(b), ct);
            context.Printer.Print(compared, console => Write(console, compared));
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay env diff environment/train@1.0.0 environment/serve@1.0.0",
            "backstay env diff environment/train@1.0.0 here.json");
    }

    private static async Task<EnvironmentComparison> CompareAsync(CliContext context, string a, string b, CancellationToken ct)
    {
        var left = await ReadAsync("A", a, ct);
        var right = await ReadAsync("B", b, ct);
        return left.Manifest is { } here && right.Manifest is { } there
            ? EnvironmentDiff.Compare(here, there) // both are at hand: no server is needed
            : await context.Client.CompareEnvironmentsAsync(new CompareEnvironmentsRequest(left.Wire, right.Wire), ct);
    }

    private static async Task<(EnvironmentManifest? Manifest, JsonElement Wire)> ReadAsync(string argument, string text, CancellationToken ct)
    {
        if (VersionId.TryParse(text, out var version))
        {
            return (null, JsonSerializer.SerializeToElement(version.ToString()));
        }

        try
        {
            var file = new FileInfo(text);
            if (file.Length > EnvironmentManifests.MaxBytes)
            {
                throw CliProblems.BadInput(argument, $"'{text}' has {file.Length} bytes; a manifest has at most {EnvironmentManifests.MaxBytes}.");
            }

            var bytes = await File.ReadAllBytesAsync(text, ct);
            return EnvironmentManifests.Read(bytes).TryGet(out var manifest, out var problem)
                ? (manifest, JsonElement.Parse(bytes))
                : throw CliProblems.BadInput(problem.Field ?? argument, $"'{text}': {problem.Message}", "'backstay env capture' writes manifests.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File(argument, text, unreadable);
        }
    }

    private static void Write(IAnsiConsole console, EnvironmentComparison compared)
    {
        console.WriteLine($"Verdict: {Word(compared.Verdict)}");
        if (compared.Findings.IsEmpty)
        {
            console.WriteLine("Nothing that decides results differs.");
            return;
        }

        var table = Tables.WithColumns("verdict", "item", "A", "B", "reason");
        foreach (var finding in compared.Findings)
        {
            table.Row(Word(finding.Verdict), finding.Item, finding.Left, finding.Right, finding.Reason);
        }

        console.Write(table);
    }

    private static string Word(EnvironmentVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
