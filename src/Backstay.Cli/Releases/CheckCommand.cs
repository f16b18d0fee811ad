using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Backstay.Cli.Output;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Releases;

/// <summary><c>backstay release check</c>: evidence from sample inputs.</summary>
internal static class CheckCommand
{
    private const long MaxBytes = 60L * 1024 * 1024;

    public static Command Create()
    {
        var release = TextValues.Argument<Name>("RELEASE", "The release to check.");
        var endpoint = TextValues.Option<Name>("--endpoint", "The endpoint that it is to serve.", "ENDPOINT");
        endpoint.Required = true;
        var samples = new Option<FileInfo>("--samples") { Description = "Request bodies, one JSON document a line.", HelpName = "FILE.jsonl", Required = true };
        var deadline = new Option<int?>("--deadline-ms") { Description = "How long an answer may take; else the endpoint's deadline.", HelpName = "MS" };
        var command = new Command("check", "Run sample inputs through a whole release and record the evidence. Exit code 1 when one fails.") { release, endpoint, samples, deadline };
        command.Run(async (parsed, context, ct) =>
        {
            var request = new CheckReleaseRequest
            {
                Endpoint = parsed.GetRequiredValue(endpoint).GetValueOrDefault(),
                Samples = await ReadAsync(parsed.GetRequiredValue(samples), ct),
                DeadlineMs = parsed.GetValue(deadline),
            };
            var report = await context.Client.CheckReleaseAsync(parsed.GetRequiredValue(release), request, ct);
            context.Printer.Print(report, console =>
            {
                console.Line(report.Passed
                    ? $"{report.Release} passed on {report.Samples} samples: no error, schema kept, deadline of {report.DeadlineMs} ms met."
                    : $"{report.Release} failed: of {report.Samples} samples {report.Errors} gave errors, {report.SchemaFailures} broke the schema, {report.Late} were late.");
                if (report.FirstFailure is { } first)
                {
                    console.Line($"First failure: sample {first.Sample} (from 0), {first.Kind}: {first.Reason}");
                }

                console.Line($"Median {Words.Number(report.MedianMs)} ms, slowest {Words.Number(report.MaxMs)} ms. Recorded at position {report.Position}.");
            });
            return report.Passed ? ExitCodes.Ok : ExitCodes.Refused;
        });
        return command.WithExamples("backstay release check delay-2 --endpoint delay --samples samples.jsonl");
    }

    private static async Task<ImmutableArray<JsonElement>> ReadAsync(FileInfo file, CancellationToken ct)
    {
        string[] lines;
        try
        {
            if (file.Exists && file.Length > MaxBytes)
            {
                throw CliProblems.BadInput("--samples", $"'{file}' has {file.Length} bytes; at most {MaxBytes} are sent.");
            }

            lines = await File.ReadAllLinesAsync(file.FullName, Encoding.UTF8, ct);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File("--samples", file.ToString(), failure);
        }

        var samples = ImmutableArray.CreateBuilder<JsonElement>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
            {
                samples.Add(Parse(file, i, lines[i]));
            }
        }

        return samples.ToImmutable();
    }

    private static JsonElement Parse(FileInfo file, int index, string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException wrong)
        {
            throw CliProblems.BadInput("--samples", $"'{file}' line {index + 1}: {wrong.Message}");
        }
    }
}
