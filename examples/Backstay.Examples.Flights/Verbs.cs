using System.Runtime.InteropServices;
using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Serving;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights;

/// <summary>One method a verb; each returns the exit code.</summary>
internal static class Verbs
{
    public const int DefaultSeed = 7;
    public const int DefaultBands = 10;
    private const int DefaultRestartMilliseconds = 500;
    public static readonly int LargestSeed = int.MaxValue - ModelRecipe.All(0).Count;
    private const int LargestPort = 65535;
    private const int LargestBands = 1000;
    private const int LargestRestartMilliseconds = 60_000;

    public const string Usage = """
        flights: data, models and a server for Backstay's demo

          train --out FOLDER [--seed N]
              writes models, processors, scorecards, data rows and manifest.json
          inspect [--seed N]
              prints what the data holds, how well models do and how many labels tell them apart
          serve-flaky --model WEIGHTS.json --ready-file FILE [--port N] [--bands N] [--until-input-ends]
              serves one model over the Open Inference Protocol v2; dies on flights beyond N bands of 250 miles
          supervise --model WEIGHTS.json --ready-file FILE [--port N] [--bands N] [--restart-ms N]
              keeps serve-flaky alive on one port
          story [--quick] [--keep] [--summary FILE] [--folder FOLDER] [--backstay PROGRAM] [--seed N]
              plays the demo through a real server; exit code 0 when every promise was kept
        """;

    public static int Train(IReadOnlyList<string> args)
    {
        var options = new Arguments(args, ["--out", "--seed"], []);
        var seed = options.Number("--seed", DefaultSeed, 0, LargestSeed);
        var folder = options.Text("--out");
        var manifest = new TrainingRun(folder, seed).Run(DataFolder.Find(FlightFile.Name));
        Console.WriteLine($"{manifest.Models.Count} models from {manifest.Data.Training.Rows} rows, "
            + $"{manifest.Data.Evaluation.Rows} held out, {manifest.Data.Live.Rows} for live traffic: {folder}");
        return 0;
    }

    public static int Inspect(IReadOnlyList<string> args)
    {
        var options = new Arguments(args, ["--seed"], []);
        var seed = options.Number("--seed", DefaultSeed, 0, LargestSeed);
        Inspection.Print(FlightFile.Read(DataFolder.Find(FlightFile.Name)), seed, Console.Out);
        return 0;
    }

    public static async Task<int> ServeFlakyAsync(IReadOnlyList<string> args)
    {
        const string untilInputEnds = "--until-input-ends";
        var options = new Arguments(args, ["--model", "--ready-file", "--port", "--bands"], [untilInputEnds]);
        var weights = Files.Read<ModelWeights>(options.Text("--model"));
        using var stop = new CancellationTokenSource();
        using var model = new BandedModel(weights.Network, options.Number("--bands", DefaultBands, 1, LargestBands));
        var server = new FlakyServer(weights, model)
            .RunAsync(options.Number("--port", 0, 0, LargestPort), options.Text("--ready-file"), stop.Token);
        if (options.Has(untilInputEnds))
        {
            _ = Console.In.ReadToEndAsync(stop.Token).ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        }

        await server;
        return 0;
    }

    public static async Task<int> SuperviseAsync(IReadOnlyList<string> args)
    {
        var options = new Arguments(args, ["--model", "--ready-file", "--port", "--bands", "--restart-ms"], []);
        using var stop = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var supervisor = new Supervisor(
            options.Text("--model"),
            options.Text("--ready-file"),
            options.Number("--bands", DefaultBands, 1, LargestBands),
            TimeSpan.FromMilliseconds(options.Number("--restart-ms", DefaultRestartMilliseconds, 0, LargestRestartMilliseconds)),
            TimeProvider.System);
        await supervisor.RunAsync(options.Number("--port", 0, 0, LargestPort), Console.Out, stop.Token);
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
