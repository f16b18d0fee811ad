using System.Diagnostics;
using System.Globalization;
using Backstay.Bench.Harness;
using Backstay.Fuzz.Parsers;

namespace Backstay.Bench.Benches.Fuzz;

/// <summary>Mutated model files, in a process of their own: the native runtime may end it, and then the bench says at which seed.</summary>
internal static class ModelFiles
{
    public const string Parser = "onnx";

    /// <summary>In this process.</summary>
    public static void RunHere(BenchContext context, int seed, TimeSpan span)
    {
        if (!OnnxTarget.Create().TryGet(out var parser, out var problem))
        {
            context.Notes.Add($"{Parser}: not tried: {problem.Message}");
            return;
        }

        var report = ParserRun.Run(parser, seed, span);
        context.Notes.AddRange(report.Failures.Select(failure => failure.ToString()));
        context.Notes.Add($"{Parser}: {report.Tried} files, {report.Accepted} loaded and run");
        context.Add("model-files", report.Tried, "files");
        context.Add("model-files-read-wrongly", report.Failures.Length, "files", Target.NoMoreThan(0));
    }

    /// <summary>In another process, whose notes become ours.</summary>
    public static void RunBeside(BenchContext context, int seed, TimeSpan span)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("A bench is a program.");
        string[] arguments =
        [
            "fuzz", "--only", Parser, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--seconds", ((int)span.TotalSeconds).ToString(CultureInfo.InvariantCulture), "--json",
        ];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The bench can't start itself.");
        var figures = process.StandardOutput.ReadToEndAsync();
        context.Notes.Add(process.StandardError.ReadToEnd().TrimEnd());
        process.WaitForExit();
        var ended = process.ExitCode == 0 && !figures.GetAwaiter().GetResult().Contains("\"met\":false", StringComparison.Ordinal);
        if (process.ExitCode != 0)
        {
            context.Notes.Add($"{Parser}: seed {seed} ended the process with exit code {process.ExitCode}; repeat it with --only {Parser}");
        }

        context.Add("model-files-held", ended ? 1 : 0, "processes that read all of them rightly", Target.AtLeast(1));
    }
}
