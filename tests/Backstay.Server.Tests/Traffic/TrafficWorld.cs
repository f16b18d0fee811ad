using System.Net.Http.Json;
using System.Text;
using Backstay.Cli;
using Backstay.Core.Primitives;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Traffic;

/// <summary>A node with a backend, three versions of a model and two of a configuration, and an endpoint to move releases at.</summary>
internal sealed class TrafficWorld : IAsyncDisposable
{
    private readonly HttpClient _callers = new();

    private TrafficWorld(TestNode node, JsonBackend backend)
    {
        Node = node;
        Backend = backend;
    }

    public TestNode Node { get; }

    public JsonBackend Backend { get; }

    public static async Task<TrafficWorld> StartAsync(CancellationToken ct)
    {
        var world = new TrafficWorld(await TestNode.StartAsync(ct), await JsonBackend.StartAsync(ct));
        foreach (var version in new[] { "1.0.0", "2.0.0", "3.0.0" })
        {
            await world.RegisterAsync($"model/delay@{version}", "a model", ct);
        }

        foreach (var version in new[] { "1.0.0", "2.0.0" })
        {
            await world.RegisterAsync($"configuration/serving@{version}", "a configuration", ct);
        }

        return world;
    }

    public async Task DeclareAsync(CancellationToken ct, string name = "delay") => Ok(await PutAsync($"endpoints/{name}", Declaration(), ct));

    public object Declaration() => new
    {
        stage = "production",
        owner = "team-delay",
        unit = new { header = "Backstay-Unit" },
        backends = new[] { new { name = "main", protocol = "json", url = Backend.Url } },
        playbook = "https://example.org/playbook",
        why = "Callers ask for delays.",
    };

    public async Task ProposeAsync(string release, string model, CancellationToken ct, string? configuration = null, object? requires = null) =>
        Ok(await PostAsync("releases", Proposal(release, model, configuration, requires), ct));

    public static object Proposal(string release, string model, string? configuration = null, object? requires = null) => new
    {
        release,
        parts = new { model = $"model/delay@{model}", configuration = configuration is null ? null : $"configuration/serving@{configuration}" },
        backend = "main",
        requires = requires ?? Array.Empty<object>(),
        owner = "team-delay",
        why = $"Release {release}.",
    };

    public async Task<TestAnswer> CheckAsync(string release, CancellationToken ct, params object[] samples) =>
        await PostAsync($"releases/{release}/check", new { endpoint = "delay", samples }, ct);

    /// <summary>Declares the endpoint, and gives it a first release by its evidence.</summary>
    public async Task ServeFirstAsync(CancellationToken ct)
    {
        await DeclareAsync(ct);
        await ProposeAsync("r1", "1.0.0", ct, "1.0.0");
        Ok(await CheckAsync("r1", ct, new { x = 1 }));
        Ok(await PostAsync("rollouts", new { endpoint = "delay", release = "r1", why = "The first one." }, ct));
    }

    /// <summary>A canary of one half, which no evidence ends in a test's time.</summary>
    public static object HalfPlan => new
    {
        steps = new[] { new { kind = "canary", weight = 5_000, minUnits = 1_000_000, minSeconds = 3_600 } },
        guards = new[] { new { guard = "errors", metric = "error-rate", margin = 2.0, limit = 0.9 } },
    };

    /// <summary>Calls the endpoint as a caller does; gives the decision's id and the release that answered.</summary>
    public async Task<(Guid Decision, string? Release)> CallAsync(double x, CancellationToken ct, string? unit = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Node.Node.Gateway, "endpoints/delay")) { Content = JsonContent.Create(new { x }) };
        if (unit is not null)
        {
            request.Headers.Add("Backstay-Unit", unit);
        }

        using var response = await _callers.SendAsync(request, ct);
        return (Guid.Parse(response.Headers.GetValues("Backstay-Decision").Single()),
            response.Headers.TryGetValues("Backstay-Release", out var release) ? release.Single() : null);
    }

    public Task<TestAnswer> GetAsync(string path, CancellationToken ct) => Node.GetAsync("/api/v1/" + path, ct);

    public Task<TestAnswer> PostAsync(string path, object body, CancellationToken ct) => Node.SendAsync(HttpMethod.Post, "/api/v1/" + path, ct, body);

    public Task<TestAnswer> PutAsync(string path, object body, CancellationToken ct) => Node.SendAsync(HttpMethod.Put, "/api/v1/" + path, ct, body);

    /// <summary>Runs the command line against the node.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken ct, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--server", Node.Node.Api.ToString()], output, error, ct);
        return (code, output.ToString(), error.ToString());
    }

    public static void Ok(TestAnswer answer) => Assert.True(answer.Status is 200 or 201, answer.Text);

    public async ValueTask DisposeAsync()
    {
        _callers.Dispose();
        await Node.DisposeAsync();
        await Backend.DisposeAsync();
    }

    private async Task RegisterAsync(string version, string content, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes($"{content} {version}");
        var digest = Digest.Of(bytes);
        using var upload = new HttpRequestMessage(HttpMethod.Put, new Uri(Node.Node.Api, "/api/v1/objects")) { Content = new ByteArrayContent(bytes) };
        using var stored = await _callers.SendAsync(upload, ct);
        stored.EnsureSuccessStatusCode();
        var tensor = new[] { new { name = "x", datatype = "FP32", shape = new[] { -1 } } };
        Ok(await PostAsync(
            "versions",
            new
            {
                version,
                files = new[] { new { path = "content.bin", sha256 = digest.ToHex(), size = bytes.Length } },
                owner = "team-delay",
                purpose = "Tests.",
                why = "Needed.",
                model = version.StartsWith("model/", StringComparison.Ordinal) ? new { architecture = "linear", inputSchema = tensor, outputSchema = tensor } : null,
            },
            ct));
    }
}
