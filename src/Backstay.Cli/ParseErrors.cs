using System.CommandLine;
using System.CommandLine.Parsing;
using Backstay.Core.Primitives;

namespace Backstay.Cli;

/// <summary>A command line that can't be run: one line that says what is wrong, and one with the way out.</summary>
internal static class ParseErrors
{
    public static (string Error, string Hint) Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(parsed.CommandResult);
        var help = $"see '{path} --help'";
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return unknown.StartsWith('-') ? (UnknownOption(parsed, path, unknown), help)
                : command.Subcommands.Count > 0 ? (UnknownCommand(command, path, unknown), help)
                : ($"'{path}' takes no further argument '{unknown}'.", help);
        }

        return command is { Subcommands.Count: > 0, Action: null }
            ? ($"'{path}' is not whole: one of {string.Join(", ", command.Subcommands.Select(sub => sub.Name))} follows.", help)
            : (string.Join(' ', parsed.Errors.Select(error => ParseFaults.InWords(error.Message))), help);
    }

    private static string UnknownCommand(Command command, string path, string unknown) =>
        $"'{path}' has no command '{unknown}'.{Meant(unknown, command.Subcommands.Select(sub => sub.Name))}";

    private static string UnknownOption(ParseResult parsed, string path, string unknown)
    {
        var name = unknown.Split('=', ':')[0];
        var known = parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive));
        return $"'{path}' has no option '{name}'.{Meant(name, known.Select(option => option.Name))}";
    }

    private static string Meant(string written, IEnumerable<string> known) =>
        NearestName.Of(written, known) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "backstay";
}
