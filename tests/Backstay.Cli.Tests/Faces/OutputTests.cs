using System.Text.Json;
using Backstay.Cli.Tests.Support;

namespace Backstay.Cli.Tests.Faces;

/// <summary>Programs read JSON and nothing else from standard output; people read lines that fit.</summary>
public sealed class OutputTests(CliNode node)
{
    private const char Escape = '\u001b';

    /// <summary>Commands that change something, start something, or write files: what they print is in tests of their own.</summary>
    private static readonly string[] Writing =
    [
        "serve", "backup", "restore", "ledger checkpoint", "token create", "token revoke", "token recover", "host load", "host warm", "host unload", "version register",
        "version score", "version download", "object put", "object get", "release check", "system set", "rollout start",
        "rollout pause", "rollout resume", "rollout abort", "outcome post", "incident show", "incident recompute",
    ];

    private IReadOnlyList<string[]> Reading =>
    [
        ["status"], ["ledger", "show"], ["ledger", "show", "--at", "2"], ["ledger", "verify"], ["ledger", "proof", "1"],
        ["token", "list"], ["host", "list"], ["version", "list"], ["version", "show", "model/delay@1.0.0"],
        ["lineage", "model/delay@1.0.0"], ["where", "model/delay@1.0.0"], ["env", "capture", "--python", "none"],
        ["env", "diff", node.File("env.json"), node.File("env.json")], ["apply", "-f", node.File("delay.yaml"), "--plan"],
        ["release", "list"], ["release", "show", "delay-r1"], ["matrix"], ["system", "list"], ["endpoint", "list"],
        ["endpoint", "show", "delay"], ["rollout", "status"], ["rollout", "status", "delay"], ["rollback", "delay", "--list"],
        ["explain", node.Decision], ["changes", "delay"], ["decision", "list", "delay"], ["incident", "list"],
    ];

    [Fact]
    public void Every_command_is_either_read_here_or_named_as_writing()
    {
        var read = Reading.Select(args => CommandTree.Leaves.Keys.Single(path => string.Join(' ', args).StartsWith(path, StringComparison.Ordinal) && (args[0] == path || string.Join(' ', args.Take(2)) == path)));

        Assert.Equal(CommandTree.Leaves.Keys.Order(StringComparer.Ordinal), read.Concat(Writing).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_reading_command_gives_programs_one_JSON_document_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var args in Reading)
        {
            var run = await node.RunAsync([.. args, "--output", "json"]);
            if (run.Code != 0 || run.Error.Length > 0 || !IsOneDocument(run.Output))
            {
                wrong.Add($"{string.Join(' ', args)}: {run.Code} {run.Error}{run.Output}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_reading_command_gives_people_text_without_escapes_when_it_is_piped()
    {
        var wrong = new List<string>();
        foreach (var args in Reading.Where(args => args is not ["env", "capture", ..])) // whose text is the manifest
        {
            var run = await node.RunAsync(args);
            if (run.Code != 0 || run.Output.Contains(Escape) || string.IsNullOrWhiteSpace(run.Output) || IsOneDocument(run.Output))
            {
                wrong.Add($"{string.Join(' ', args)}: {run.Code} {run.Error}{run.Output}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool IsOneDocument(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
