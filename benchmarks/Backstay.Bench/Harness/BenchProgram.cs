using System.Globalization;
using Spectre.Console;

namespace Backstay.Bench.Harness;

/// <summary>
/// <c>./bench</c> lists, <c>./bench NAME</c> prints a table, <c>./bench NAME --json</c> prints figures and nothing else on
/// standard output, <c>./bench NAME --help</c> its options. Exit code 2 for what can't be understood, 1 where a bench found
/// something broken.
/// </summary>
internal static class BenchProgram
{
    private const int Usage = 2;

    /// <summary>Columns where no terminal says how many it has.</summary>
    private const int RedirectedWidth = 200;

    public static int Run(string[] args, IReadOnlyList<IBench> benches)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth;
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        if (args.Length == 0 || IsHelp(args[0]))
        {
            List(benches);
            return 0;
        }

        try
        {
            var bench = benches.FirstOrDefault(bench => bench.Name == args[0])
                ?? throw new BenchUsageException($"there is no bench '{args[0]}'; ./bench lists them");
            if (args.Skip(1).Any(IsHelp))
            {
                List([bench]);
                return 0;
            }

            var (options, asJson) = Parse(args.AsSpan(1));
            if (options.Keys.FirstOrDefault(name => bench.Options.All(option => option.Name != name)) is { } unknown)
            {
                throw new BenchUsageException($"{bench.Name} has no option --{unknown}");
            }

            var context = new BenchContext(bench.Name, options);
            bench.Run(context);
            Print(bench, context, asJson);
            context.Failures.ForEach(failure => Console.Error.WriteLine($"error: {failure}"));
            return context.Failures.Count == 0 ? 0 : 1;
        }
        catch (BenchUsageException usage)
        {
            Console.Error.WriteLine($"error: {usage.Message}");
            return Usage;
        }
        catch (BenchFailedException failed)
        {
            Console.Error.WriteLine($"error: {failed.Message}");
            return 1;
        }
    }

    private static (Dictionary<string, string> Options, bool AsJson) Parse(ReadOnlySpan<string> args)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var asJson = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json")
            {
                asJson = true;
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length)
            {
                options[args[i][2..]] = args[++i];
            }
            else
            {
                throw new BenchUsageException($"'{args[i]}' is no option with a value");
            }
        }

        return (options, asJson);
    }

    private static void Print(IBench bench, BenchContext context, bool asJson)
    {
        var machine = Machine.Describe();
        var commit = Environment.GetEnvironmentVariable("BACKSTAY_COMMIT") ?? "unknown";
        if (asJson)
        {
            context.Notes.ForEach(Console.Error.WriteLine);
            foreach (var figure in context.Figures)
            {
                Console.Out.WriteLine(FigureJson.Write(figure, machine, commit));
            }

            return;
        }

        var table = new Table().Title(bench.Summary);
        table.AddColumns("metric", "value", "unit", "target", "met", "runs", "min", "median", "max", "beside");
        foreach (var figure in context.Figures)
        {
            table.AddRow(
                Markup.Escape(figure.Metric), Text(figure.Value), figure.Unit, figure.Target?.ToString() ?? "",
                figure.IsMet switch { true => "yes", false => "NO", null => "" }, Text(figure.Runs.N), Text(figure.Runs.Min), Text(figure.Runs.Median), Text(figure.Runs.Max),
                figure is { Peer: { } peer, Ratio: { } ratio } ? Markup.Escape(FormattableString.Invariant($"{ratio:0.00} x {peer}")) : "");
        }

        AnsiConsole.Write(table);
        context.Notes.ForEach(Console.Out.WriteLine);
        Console.Out.WriteLine($"{machine}; commit {commit}");
    }

    private static void List(IReadOnlyList<IBench> benches)
    {
        var table = new Table().Title("Measurements").AddColumns("name", "what", "options");
        foreach (var bench in benches)
        {
            table.AddRow(bench.Name, Markup.Escape(bench.Summary), Markup.Escape(string.Join('\n', bench.Options.Select(option => $"--{option.Name} {option.Help}"))));
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine($"./bench {(benches is [var only] ? only.Name : "NAME")} [--json] [options]");
    }

    private static bool IsHelp(string arg) => arg is "--help" or "-h";

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
