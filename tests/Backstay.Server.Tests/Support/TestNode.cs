using System.Net.Http.Headers;
using System.Net.Http.Json;
using Backstay.Client;
using Backstay.Server.Node;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Support;

/// <summary>A whole node on free ports, in a folder of its own, called over HTTP.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ServeOptions _options;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private TestNode(TemporaryFolder folder, ServeOptions options, BackstayNode node, ShiftedClock clock)
    {
        _folder = folder;
        _options = options;
        Node = node;
        Clock = clock;
    }

    public BackstayNode Node { get; private set; }

    public ShiftedClock Clock { get; }

    public string Data => Path.Combine(_folder.FullPath, "data");

    public static async Task<TestNode> StartAsync(CancellationToken ct, params string[] allowedHosts)
    {
        var folder = new TemporaryFolder();
        var clock = new ShiftedClock();
        var options = new ServeOptions
        {
            DataFolder = Path.Combine(folder.FullPath, "data"),
            Api = new Uri("http://127.0.0.1:0"),
            Gateway = new Uri("http://127.0.0.1:0"),
            AllowedHosts = allowedHosts,
        };
        return new TestNode(folder, options, await BackstayNode.StartAsync(options, clock, _ => { }, ct), clock);
    }

    /// <summary>Stops the node and starts it again.</summary>
    /// <param name="between">What happens to the data folder while nobody has it.</param>
    public async Task RestartAsync(Action between, CancellationToken ct)
    {
        await Node.DisposeAsync();
        between();
        Node = await BackstayNode.StartAsync(_options, Clock, _ => { }, ct);
    }

    /// <summary>Sends a request; the answer's status, its text, and its problem code where it is one.</summary>
    public async Task<TestAnswer> SendAsync(
        HttpMethod method, string path, CancellationToken ct, object? body = null, string? token = null, string? host = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Node.Api, path));
        request.Headers.Host = host;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (body is not null)
        {
            request.Content = body is string text
                ? new StringContent(text, System.Text.Encoding.UTF8, "application/json")
                : JsonContent.Create(body, options: WireJson.Options);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        // Streams never end by themselves: their status is all that is asked for here.
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new TestAnswer((int)response.StatusCode, isStream ? "" : await response.Content.ReadAsStringAsync(ct));
    }

    public Task<TestAnswer> GetAsync(string path, CancellationToken ct, string? token = null) => SendAsync(HttpMethod.Get, path, ct, token: token);

    /// <summary>Makes a token and gives its secret.</summary>
    public async Task<string> CreateTokenAsync(string name, string scope, string? admin, CancellationToken ct, int days = 30)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/tokens", ct, new { name, scope, holder = "somebody", lifetimeDays = days }, admin);
        Assert.Equal(200, answer.Status);
        return answer.Json.GetProperty("secret").GetString()!; // a fresh token's answer has it
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Node.DisposeAsync();
        _folder.Dispose();
    }
}
