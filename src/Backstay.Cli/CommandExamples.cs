using System.CommandLine;

namespace Backstay.Cli;

internal static class CommandExamples
{
    /// <summary>Adds examples under the description, where <c>--help</c> shows them.</summary>
    public static Command WithExamples(this Command command, params ReadOnlySpan<string> lines)
    {
        command.Description = string.Join(Environment.NewLine, [command.Description ?? "", "", "  Examples:", .. lines.ToArray().Select(line => "    " + line)]);
        return command;
    }
}
