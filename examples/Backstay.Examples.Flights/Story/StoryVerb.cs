using System.Runtime.InteropServices;

namespace Backstay.Examples.Flights.Story;

/// <summary>The verb <c>story</c>: its options, and the signals that end it.</summary>
internal static class StoryVerb
{
    private const string Quick = "--quick";
    private const string Keep = "--keep";
    private const string Summary = "--summary";
    private const string Folder = "--folder";
    private const string Binary = "--backstay";
    private const string Seed = "--seed";
    private const string SolutionFile = "Backstay.slnx";

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var options = Read(args);
        if (!File.Exists(options.Binary))
        {
            throw new FileNotFoundException($"There is no {options.Binary}. Build src/Backstay.Cli, or name the program with {Binary}.", options.Binary);
        }

        using var stop = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
#pragma warning disable RS0030 // the composition root names the real clock
        return await new StoryRun(options, TimeProvider.System).RunAsync(stop.Token);
#pragma warning restore RS0030

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static StoryOptions Read(IReadOnlyList<string> args)
    {
        var arguments = new Arguments(args, [Summary, Folder, Binary, Seed], [Quick, Keep]);
        var checkout = FindCheckout();
        var folder = arguments.TextOr(Folder, checkout is null ? "demo-data" : Path.Combine(checkout, "artifacts", "demo"));
        var summary = arguments.TextOr(Summary, null);
        return new StoryOptions
        {
            Binary = Path.GetFullPath(arguments.TextOr(Binary, BesideThisProgram())),
            Folder = Path.GetFullPath(folder),
            Checkout = checkout,
            Seed = arguments.Number(Seed, Verbs.DefaultSeed, 0, Verbs.LargestSeed),
            Profile = arguments.Has(Quick) ? StoryProfile.Quick : StoryProfile.Full,
            Keep = arguments.Has(Keep),
            SummaryFile = summary is null ? null : Path.GetFullPath(summary),
        };
    }

    /// <summary>Built programs lie beside each other: <c>bin/PROJECT/CONFIGURATION/</c>.</summary>
    private static string BesideThisProgram()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(configuration.Parent?.Parent?.FullName ?? ".", "Backstay.Cli", configuration.Name, "backstay");
    }

    private static string? FindCheckout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
