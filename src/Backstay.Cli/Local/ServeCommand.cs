using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Server.Node;
using Spectre.Console;

namespace Backstay.Cli.Local;

/// <summary><c>backstay serve</c>: everything in one process.</summary>
internal static class ServeCommand
{
    private const string Name = "serve";

    /// <summary>Whether a command stops in its own time once it is told to: the requests under way are answered first.</summary>
    public static bool TakesItsTime(Command command) => command.Name == Name;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data", "-d")
        {
            Description = "The data folder; made where it is missing. One process at a time.",
            DefaultValueFactory = _ => new DirectoryInfo("backstay-data"),
        };
        var api = WebAddress.Listening(
            "--api",
            "Where the control API and the live page listen. Port 0 takes a free one.",
            () => $"http://127.0.0.1:{ServeOptions.DefaultApiPort}");
        var gateway = WebAddress.Listening(
            "--gateway",
            "Where callers call endpoints. Port 0 takes a free one.",
            () => $"http://127.0.0.1:{ServeOptions.DefaultGatewayPort}");
        var hosts = new Option<string[]>("--allowed-host")
        {
            Description = "A host name beside loopback that requests may name. Repeatable.",
            DefaultValueFactory = _ => [],
        };
        var ready = new Option<FileInfo?>("--ready-file")
        {
            Description = "A file that gets both addresses as JSON once everything listens.",
        };
        var newKeys = new Option<bool>("--new-keys")
        {
            Description = "Draw what is missing of the installation's name and keys anew, in a folder that has had a ledger. Earlier checkpoints then verify with the old verifier key only.",
        };
        var command = new Command(Name, "Run the server: control API, gateway, model host and judge in one process.")
        {
            data, api, gateway, hosts, ready, newKeys,
        };
        command.SetAction((parsed, ct) =>
        {
            var format = parsed.GetValue(GlobalOptions.Output);
            return RunAsync(
                new ServeOptions
                {
                    DataFolder = parsed.GetRequiredValue(data).FullName,
                    Api = parsed.GetRequiredValue(api),
                    Gateway = parsed.GetRequiredValue(gateway),
                    AllowedHosts = parsed.GetValue(hosts) ?? [],
                    ReadyFile = parsed.GetValue(ready)?.FullName,
                    NewKeys = parsed.GetValue(newKeys),
                },
                new Printer(format, AnsiConsole.Console, parsed.InvocationConfiguration.Error),
                ct);
        });
        return command.WithExamples(
            "backstay serve",
            "backstay serve --data /var/lib/backstay --gateway http://0.0.0.0:7080 --allowed-host backstay.example.org");
    }

    private static async Task<int> RunAsync(ServeOptions options, Printer printer, CancellationToken ct)
    {
        using var signals = new StopSignals();
        if (PathProblem(options) is { } wrong)
        {
            printer.PrintProblem(wrong);
            return ExitCodes.BadInput;
        }

        BackstayNode node;
        try
        {
#pragma warning disable RS0030 // the composition root names the real clock
            node = await BackstayNode.StartAsync(options, TimeProvider.System, Log, ct);
#pragma warning restore RS0030
        }
        catch (Exception refused) when (StartFailure.Explain(refused, options) is { } problem)
        {
            printer.PrintProblem(problem);
            return ExitCodes.Unavailable;
        }

        await using (node)
        {
            printer.Print(
                new { api = node.Api, gateway = node.Gateway, data = options.DataFolder, degraded = node.Degraded },
                console => console.Line($"{Beginning(node)} Control API and live page: {node.Api}  Gateway: {node.Gateway}  Data: {options.DataFolder}"));
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = ct.Register(() => stopped.TrySetResult());
            if (await Task.WhenAny(node.Failed, stopped.Task) == stopped.Task)
            {
                await node.StopAsync(signals.Again);
                return ExitCodes.Ok;
            }
        }

        return ExitCodes.Unavailable;
    }

    private static ClientProblem? PathProblem(ServeOptions options)
    {
        if (File.Exists(options.DataFolder))
        {
            return new ClientProblem
            {
                Code = "invalid-input",
                Field = "--data",
                Message = $"'{options.DataFolder}' is a file; the data folder is a folder.",
                Hint = "Give --data the name of a folder; it is made where it is missing.",
            };
        }

        return options.ReadyFile is { } ready && (Directory.Exists(ready) || !Directory.Exists(Path.GetDirectoryName(ready)))
            ? new ClientProblem
            {
                Code = "invalid-input",
                Field = "--ready-file",
                Message = Directory.Exists(ready) ? $"'{ready}' is a folder." : $"The folder of '{ready}' is missing.",
                Hint = "Name a file in a folder that exists.",
            }
            : null;
    }

    private static string Beginning(BackstayNode node) => node.Degraded is { } trouble
        ? $"Backstay serves DEGRADED, without its ledger. {trouble.Reason} Callers get the last good table, and nothing can be changed. {trouble.WayOut}\n"
        : "Backstay serves.";

    /// <summary>The server's log, on standard error.</summary>
    public static void Log(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None) // a failed start is told once, in words
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace); // standard output is for the answer
}
