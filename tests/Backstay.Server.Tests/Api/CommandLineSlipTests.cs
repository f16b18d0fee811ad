using Backstay.Cli;
using Backstay.Client;
using Backstay.Client.Status;

namespace Backstay.Server.Tests.Api;

/// <summary>Slips of whoever calls the command line are told as such, never as a fault of the command line.</summary>
public sealed class CommandLineSlipTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("serve --api https://127.0.0.1:0", "--api must be an http URL, not 'https://127.0.0.1:0': the server does not speak TLS itself.")]
    [InlineData("serve --gateway https://127.0.0.1:0", "--gateway must be an http URL, not 'https://127.0.0.1:0': the server does not speak TLS itself.")]
    [InlineData("serve --api ftp://127.0.0.1", "--api must be an http URL such as http://127.0.0.1:7070")]
    [InlineData("serve --ready-file /nonexistent/x", "error: invalid-input (--ready-file): The folder of '/nonexistent/x' is missing.")]
    [InlineData("lineage model/a@1.0.0 --edge foo", "'foo' is no relation. The relations are trained-on, derived-from,")]
    [InlineData("apply -f /", "error: invalid-input (-f): '/' is a folder.")]
    [InlineData("ledger checkpoint --out /", "error: invalid-input (--out): '/' is a folder.")]
    [InlineData("ledger show --kind nonsense", "error: invalid-input (kind): Entries are never of kind 'nonsense'.")]
    public async Task A_slip_is_bad_input_and_says_which(string line, string error)
    {
        var run = await RunAsync(line, TextWriter.Null);

        Assert.Equal(2, run.Code);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the command line", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bst_abc\nbst_def", "a line break after 7 characters")]
    [InlineData("bst_abc\r", "a line break after 7 characters")]
    [InlineData("b\u00e4t", "a character that is not ASCII after 1 characters")]
    [InlineData("bst _abc", "a space after 3 characters")]
    public async Task A_token_that_no_header_can_carry_is_bad_input_and_is_not_repeated(string token, string what)
    {
        using var client = new BackstayClient(node.Api, token);

        var refused = await Assert.ThrowsAsync<BackstayException>(() => client.GetAsync<NodeStatus>("status", Ct));

        Assert.Equal((400, "invalid-input", "BACKSTAY_TOKEN"), (refused.Problem.Status, refused.Problem.Code, refused.Problem.Field));
        Assert.Contains(what, refused.Problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, refused.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ledger show")]
    [InlineData("ledger show --output json")]
    public async Task Standard_output_that_is_full_is_said_to_be(string line)
    {
        using var full = new FullWriter();

        var run = await RunAsync(line, full);

        Assert.Equal(3, run.Code);
        Assert.Contains("cannot-write", run.Error, StringComparison.Ordinal);
        Assert.Contains("Standard output can", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the command line", run.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Error)> RunAsync(string line, TextWriter output)
    {
        using var error = new StringWriter();
        var server = line.StartsWith("serve", StringComparison.Ordinal) ? [] : new[] { "--server", node.Api.ToString() };
        var code = await CommandLine.RunAsync([.. line.Split(' '), .. server], output, error, Ct);
        return (code, error.ToString());
    }

    /// <summary>Standard output on a disk that is full.</summary>
    private sealed class FullWriter : StringWriter
    {
        public override void Write(char value) => throw Full();

        public override void Write(string? value) => throw Full();

        public override void Write(char[] buffer, int index, int count) => throw Full();

        private static IOException Full() => new("No space left on device");
    }
}
