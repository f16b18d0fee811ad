using System.Text;
using System.Text.Json;
using Backstay.Cli.Tests.Support;
using Backstay.Server.Node;
using Backstay.TestKit;

[assembly: AssemblyFixture(typeof(CliNode))]

namespace Backstay.Cli.Tests.Support;

/// <summary>
/// One whole node for all tests, with something behind every question: two versions, an endpoint in the middle of a
/// rollout, and a decision. Tests only read from it.
/// </summary>
public sealed class CliNode : IAsyncLifetime
{
    private const string Schema = """
        {"inputSchema":[{"name":"x","datatype":"FP32","shape":[-1,1]}],"outputSchema":[{"name":"y","datatype":"FP32","shape":[-1,1]}]}
        """;

    private readonly TemporaryFolder _folder = new();
    private BackstayNode? _node;

    public string Decision { get; private set; } = string.Empty;

    public string Server => Node.Api.ToString();

    private BackstayNode Node => _node ?? throw new InvalidOperationException("The node has not been started.");

    public string File(string name) => _folder.File(name);

    public async ValueTask InitializeAsync()
    {
        var options = new ServeOptions
        {
            DataFolder = _folder.File("data"),
            Api = new Uri("http://127.0.0.1:0"),
            Gateway = new Uri("http://127.0.0.1:0"),
        };
        _node = await BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, CancellationToken.None);
        await System.IO.File.WriteAllTextAsync(File("model.bin"), "weights");
        await System.IO.File.WriteAllTextAsync(File("schema.json"), Schema);
        await System.IO.File.WriteAllTextAsync(File("delay.yaml"), Documents(Node.Gateway));
        await System.IO.File.WriteAllTextAsync(File("env.json"), (await RunAsync("env", "capture", "--python", "none")).Output);
        foreach (var number in new[] { "1.0.0", "2.0.0" })
        {
            await DoAsync("version", "register", $"model/delay@{number}", "--file", File("model.bin"), "--architecture", "linear", "--schema", File("schema.json"), "--owner", "ann", "--purpose", "Estimates delays.", "--why", "Baseline.");
        }

        await DoAsync("apply", "-f", File("delay.yaml"));
        using var http = new HttpClient();
        using var body = new StringContent("""{"x":1}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(Node.Gateway, "/endpoints/delay"), body);
        Decision = answer.Headers.GetValues("Backstay-Decision").Single();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Runs one command line against this node.</summary>
    public Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync([.. args, "--server", Server]);

    private async Task DoAsync(params string[] args)
    {
        var run = await RunAsync(args);
        Assert.True(run.Code == 0, run.Error);
    }

    private static string Documents(Uri gateway) => $$"""
        kind: endpoint
        endpoint: stand-in
        stage: development
        owner: ann
        backends:
          - {name: none, protocol: hosted}
        safeDefault: {delay: 12}
        why: Answers in place of a model.
        ---
        kind: endpoint
        endpoint: delay
        stage: production
        owner: ann
        backends:
          - {name: main, protocol: json, url: "{{gateway}}endpoints/stand-in"}
        demands: {evidence: []}
        why: Callers ask for delays.
        ---
        kind: release
        release: delay-r1
        parts: {model: model/delay@1.0.0}
        backend: main
        owner: ann
        why: The first.
        ---
        kind: release
        release: delay-r2
        parts: {model: model/delay@2.0.0}
        backend: main
        owner: ann
        why: The second.
        ---
        kind: rollout
        endpoint: delay
        release: delay-r1
        why: Serve it.
        ---
        kind: rollout
        endpoint: delay
        release: delay-r2
        why: Better.
        ---
        kind: system
        system: database
        version: 14.2.0
        why: It is there.
        """;
}

/// <summary>What one command did.</summary>
public sealed record CliRun(int Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);

    public static async Task<CliRun> OfAsync(params IReadOnlyList<string> args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
