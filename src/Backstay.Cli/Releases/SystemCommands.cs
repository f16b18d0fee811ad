using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Releases;

/// <summary><c>backstay system</c>: what surrounds us, and in which version.</summary>
internal static class SystemCommands
{
    public static Command Create() => new("system", "Systems around Backstay that releases need in some version: schemas, APIs, contracts.")
    {
        CreateSet(),
        CreateList(),
    };

    private static Command CreateSet()
    {
        var name = TextValues.Argument<Name>("NAME", "The system.");
        var version = TextValues.Argument<SemanticVersion>("VERSION", "The version that is there now.");
        var why = CommonOptions.Why();
        var key = CommonOptions.IdempotencyKey();
        var command = new Command("set", "Say which version of a system is there.") { name, version, why, key };
        command.Run(async (parsed, context, ct) =>
        {
            var request = new SetSystemRequest { Version = parsed.GetRequiredValue(version), Why = parsed.GetRequiredValue(why) };
            var system = await context.Client.SetSystemAsync(parsed.GetRequiredValue(name), request, parsed.GetValue(key), ct);
            context.Printer.Print(system, console => console.Line($"{system.System} is at {system.Version} as of position {system.Position}."));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay system set orders-schema 4.2.0 --why \"Migration 118 ran.\"");
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List systems and the versions they were last said to be at.");
        command.Run(async (_, context, ct) =>
        {
            var systems = await context.Client.ListSystemsAsync(ct);
            context.Printer.Print(systems, console =>
            {
                var table = Tables.WithColumns("system", "version", "since");
                foreach (var system in systems.Items)
                {
                    table.Row(system.System.ToString(), system.Version.ToString(), Words.Time(system.Time));
                }

                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay system list");
    }
}
