using System.CommandLine;
using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Client.Versions;
using Backstay.Core.World.Queries;
using Spectre.Console;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay where</c>: which releases and endpoints use a version.</summary>
internal static class WhereCommand
{
    private const double BasisPointsPerPercent = 100;

    public static Command Create()
    {
        var version = VersionArguments.Version();
        var descendants = new Option<bool>("--descendants") { Description = "Count what was made from it too: which endpoints does this data touch?" };
        var at = VersionArguments.At();
        var command = new Command("where", "Where a version is used: endpoints, stages, roles and shares of traffic.") { version, descendants, at };
        command.Run(async (parsed, context, ct) =>
        {
            var uses = await context.Client.GetUsesAsync(
                parsed.GetRequiredValue(version), parsed.GetValue(descendants), parsed.GetValue(at), ct);
            context.Printer.Print(uses, console => Write(console, uses));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay where model/delay@1.0.0", "backstay where dataset/flights@1.0.0 --descendants");
    }

    private static void Write(IAnsiConsole console, VersionUse uses)
    {
        if (uses.Releases.IsEmpty)
        {
            console.WriteLine($"No release binds {uses.Version}.");
            return;
        }

        var endpoints = Tables.WithColumns("endpoint", "stage", "role", "share", "release", "part", "version");
        foreach (var use in uses.Endpoints)
        {
            endpoints.Row(
                use.Endpoint.ToString(), Lower(use.Stage), Lower(use.Role), Share(use.Share), use.Release.ToString(), use.Part, use.Bound.ToString());
        }

        if (uses.Endpoints.IsEmpty)
        {
            console.WriteLine("No endpoint serves it now.");
        }
        else
        {
            console.Write(endpoints);
        }

        var releases = Tables.WithColumns("release", "part", "version", "position");
        foreach (var use in uses.Releases)
        {
            releases.Row(use.Release.ToString(), use.Part, use.Bound.ToString(), use.Position.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(releases);
        if (uses.Truncated)
        {
            console.WriteLine("More was made from it than was looked at.");
        }
    }

    private static string Share(int basisPoints) => (basisPoints / BasisPointsPerPercent).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
