using System.CommandLine;

namespace Backstay.Cli.Environments;

/// <summary><c>backstay env</c>: what an environment is, and how far two are apart.</summary>
internal static class EnvironmentCommands
{
    public static Command Create() => new("env", "Environments: what decides results beside code and data.")
    {
        CaptureCommand.Create(),
        DiffCommand.Create(),
    };
}
