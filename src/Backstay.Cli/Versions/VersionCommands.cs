using System.CommandLine;

namespace Backstay.Cli.Versions;

/// <summary><c>backstay version</c>: registering versions and reading them.</summary>
internal static class VersionCommands
{
    public static Command Create() => new("version", "Versions: models, datasets, prompts, environments, code and the rest.")
    {
        RegisterCommand.Create(),
        ListCommand.Create(),
        ShowCommand.Create(),
        DownloadCommand.Create(),
        ScoreCommand.Create(),
    };
}
