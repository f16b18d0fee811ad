using System.CommandLine;
using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Client.Hosting;
using Spectre.Console;

namespace Backstay.Cli.Hosting;

/// <summary><c>backstay host</c>: the model host.</summary>
internal static class HostCommands
{
    public static Command Create()
    {
        var list = new Command("list", "Show model versions hosted since the server's start: hot, warm and cold.");
        list.Run(async (_, context, ct) =>
        {
            var models = await context.Client.ListHostedModelsAsync(ct);
            context.Printer.Print(models, console => Draw(console, models));
            return ExitCodes.Ok;
        });
        return new Command("host", "The model host: what is loaded.")
        {
            list.WithExamples("backstay host list"),
            Change("load", "Load a model version and warm it up.", (client, version, ct) => client.LoadHostedModelAsync(version, ct)),
            Change("warm", "Make a model version that no endpoint could need warm: its file mapped, no session.", (client, version, ct) => client.WarmHostedModelAsync(version, ct)),
            Change("unload", "Unload a model version that no endpoint could need.", (client, version, ct) => client.UnloadHostedModelAsync(version, ct)),
        };
    }

    private static Command Change(
        string verb, string description, Func<Backstay.Client.BackstayClient, string, CancellationToken, Task<HostedModel>> change)
    {
        var version = new Argument<string>("VERSION") { Description = "Such as model/flight-delay@1.2.0." };
        var command = new Command(verb, description) { version };
        command.Run(async (parsed, context, ct) =>
        {
            var model = await change(context.Client, parsed.GetRequiredValue(version), ct);
            context.Printer.Print(model, console => Draw(console, [model]));
            return ExitCodes.Ok;
        });
        return command.WithExamples($"backstay host {verb} model/flight-delay@1.2.0");
    }

    private static void Draw(IAnsiConsole console, IEnumerable<HostedModel> models)
    {
        var table = Tables.WithColumns("version", "state", "loaded in", "memory", "requests", "errors", "CPU");
        foreach (var model in models)
        {
            table.Row(
                model.Version,
                model.State,
                model.LoadMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.0} ms") : null,
                Sizes.Text(model.MemoryBytes),
                Words.Integer(model.Requests),
                Words.Integer(model.Errors),
                string.Create(CultureInfo.InvariantCulture, $"{model.CpuSeconds:0.00} s"));
        }

        console.Write(table);
    }
}
