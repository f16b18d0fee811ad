using System.Text.Json;
using Backstay.Cli.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Cli.Tests.Faces;

/// <summary>Trouble is one line on standard error, a hint under it, and an exit code that scripts can rely on.</summary>
public sealed class TroubleTests(CliNode node)
{
    [Theory]
    [InlineData("rolout start", "'backstay' has no command 'rolout'. Did you mean 'rollout'?", "see 'backstay --help'")]
    [InlineData("rollout statsu", "'backstay rollout' has no command 'statsu'. Did you mean 'status'?", "see 'backstay rollout --help'")]
    [InlineData("frobnicate", "'backstay' has no command 'frobnicate'.", "see 'backstay --help'")]
    [InlineData("ledger show --limt 3", "'backstay ledger show' has no option '--limt'. Did you mean '--limit'?", "see 'backstay ledger show --help'")]
    [InlineData("status --ouput=json", "'backstay status' has no option '--ouput'. Did you mean '--output'?", "see 'backstay status --help'")]
    [InlineData("rollout start a b --whi x", "'backstay rollout start' has no option '--whi'. Did you mean '--why'?", "see 'backstay rollout start --help'")]
    [InlineData("status extra", "'backstay status' takes no further argument 'extra'.", "see 'backstay status --help'")]
    [InlineData("object", "'backstay object' is not whole: one of put, get follows.", "see 'backstay object --help'")]
    [InlineData("explain", "Required argument 'DECISION' missing for command: 'explain'.", "see 'backstay explain --help'")]
    [InlineData("system set db 1.0.0", "Option '--why' is required.", "see 'backstay system set --help'")]
    [InlineData("release list --limit x", "--limit: 'x' is not a whole number from 1 to 1000.", "see 'backstay release list --help'")]
    [InlineData("version list --limit 0", "--limit: '0' is not a whole number from 1 to 1000.", "see 'backstay version list --help'")]
    [InlineData("ledger show --limit 501", "--limit: '501' is not a whole number from 1 to 500.", "see 'backstay ledger show --help'")]
    public async Task A_line_that_is_none_is_told_what_was_meant(string line, string error, string hint)
    {
        var run = await CliRun.OfAsync(line.Split(' '));

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        Assert.Equal($"error: invalid-input: {error}\nhint: {hint}\n", run.Error.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(0, "status")]
    [InlineData(1, "endpoint show nowhere")]
    [InlineData(1, "version show model/nothing@1.0.0")]
    [InlineData(1, "rollback delay --to nothing --why Back.")]
    [InlineData(2, "endpoint show BAD")]
    [InlineData(2, "release list --limit 0")]
    [InlineData(2, "apply -f /nowhere/at/all.yaml")]
    public async Task Exit_codes_say_what_happened(int code, string line)
    {
        var run = await node.RunAsync(line.Split(' '));

        Assert.Equal(code, run.Code);
        AssertTrouble(run);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_three()
    {
        var run = await CliRun.OfAsync("status", "--server", "http://127.0.0.1:1");

        Assert.Equal(3, run.Code);
        AssertTrouble(run);
        Assert.Contains("hint: Start one with 'backstay serve'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 404, "endpoint show nowhere", "not-found", null)]
    [InlineData(2, 400, "endpoint show BAD", "invalid-input", null)]
    [InlineData(2, 400, "apply -f /nowhere/at/all.yaml", "invalid-input", "-f")]
    [InlineData(2, 400, "rolout start", "invalid-input", null)]
    [InlineData(2, 400, "release list --limit 0", "invalid-input", null)]
    [InlineData(3, 0, "status --server http://127.0.0.1:1", "unreachable", null)]
    public async Task Trouble_is_JSON_on_standard_error_for_programs(int code, int status, string line, string problem, string? field)
    {
        string[] args = ["--output", "json", .. line.Split(' ')];
        var run = line.Contains("--server", StringComparison.Ordinal) ? await CliRun.OfAsync(args) : await node.RunAsync(args);

        Assert.Equal((code, string.Empty), (run.Code, run.Output));
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        var told = JsonElement.Parse(run.Error);
        Assert.Equal(["status", "code", "detail", "field", "hint"], told.EnumerateObject().Select(member => member.Name));
        Assert.Equal((status, problem, field), (told.GetProperty("status").GetInt32(), told.GetProperty("code").GetString(), told.GetProperty("field").GetString()));
        Assert.NotEqual(0, told.GetProperty("detail").GetString()?.Length ?? 0);
    }

    [Fact]
    public async Task Trouble_is_for_people_where_the_form_itself_can_not_be_read()
    {
        var run = await node.RunAsync("status", "--output", "xml");

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        AssertTrouble(run);
    }

    [Fact]
    public async Task A_folder_to_download_to_that_is_a_file_is_bad_input()
    {
        var run = await node.RunAsync("version", "download", "model/delay@1.0.0", "--out", node.File("schema.json"));

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        AssertTrouble(run);
        Assert.Contains("(--out)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version register dataset/zeros@1.0.0 --owner ann --purpose p --why w --file")]
    [InlineData("object put")]
    public async Task A_device_is_no_file(string line)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero here.");

        var run = await node.RunAsync([.. line.Split(' '), "/dev/zero"]).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        AssertTrouble(run);
        Assert.Contains("no regular file", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version register dataset/piped@1.0.0 --owner ann --purpose p --why w --file", true)]
    [InlineData("version register dataset/piped@1.0.0 --owner ann --purpose p --why w --file", false)]
    [InlineData("object put", true)]
    public async Task A_named_pipe_is_no_file_and_nobody_waits_for_its_writer(string line, bool itself)
    {
        using var folder = new TemporaryFolder();
        var pipe = folder.File("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var run = await node.RunAsync([.. line.Split(' '), itself ? pipe : folder.FullPath]).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        AssertTrouble(run);
        Assert.Contains($"'{pipe}' is no regular file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_command_line_itself_is_a_line_and_a_hint_too()
    {
        using var broken = new BrokenWriter();
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(["status", "--server", node.Server], broken, error, TestContext.Current.CancellationToken);

        var run = new CliRun(code, string.Empty, error.ToString());
        Assert.Equal(3, run.Code);
        AssertTrouble(run);
        Assert.StartsWith("error: unexpected: nobody expects this (NotSupportedException)", run.Error, StringComparison.Ordinal);
        Assert.Contains("BACKSTAY_TRACE=1", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Nothing where it went well; else a line, and at most one hint.</summary>
    private static void AssertTrouble(CliRun run)
    {
        var lines = run.Error.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (run.Code == 0)
        {
            Assert.Empty(lines);
            return;
        }

        Assert.InRange(lines.Length, 1, 2);
        Assert.Matches("^error: [a-z0-9-]+( \\([^)]+\\))?: .+$", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.StartsWith("hint: ", line, StringComparison.Ordinal));
    }

    /// <summary>Fails in a way that no command knows.</summary>
    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(char value) => throw Unexpected();

        public override void Write(string? value) => throw Unexpected();

        public override void Write(char[] buffer, int index, int count) => throw Unexpected();

        private static NotSupportedException Unexpected() => new("nobody\nexpects this");
    }
}
