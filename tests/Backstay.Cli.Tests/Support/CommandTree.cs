using System.CommandLine;

namespace Backstay.Cli.Tests.Support;

/// <summary>The actual command tree.</summary>
internal static class CommandTree
{
    /// <summary>Every command that does something, by its path: <c>ledger show</c>.</summary>
    public static IReadOnlyDictionary<string, Command> Leaves { get; } =
        LeavesOf(CommandLine.CreateRoot(), path: string.Empty).ToDictionary(leaf => leaf.Path, leaf => leaf.Command, StringComparer.Ordinal);

    private static IEnumerable<(string Path, Command Command)> LeavesOf(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => LeavesOf(sub, $"{path} {sub.Name}".Trim()));
}
