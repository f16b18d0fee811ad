using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backstay.Cli;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.TestKit;

[assembly: AssemblyFixture(typeof(Backstay.Server.Tests.NodeFixture))]

namespace Backstay.Server.Tests;

/// <summary>
/// One whole node on free ports for all tests that do not mind what others register: each uses names of its own.
/// </summary>
public sealed class NodeFixture : IAsyncLifetime
{
    /// <summary>Above the limit of JSON bodies, so that tests see that objects have one of their own.</summary>
    public const int MaxObjectBytes = 12 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private BackstayNode? _node;
    private BackstayClient? _client;

    public HttpClient Http { get; } = new();

    public Uri Api => Node.Api;

    public BackstayClient Client => _client ??= new BackstayClient(Api, token: null);

    private BackstayNode Node => _node ?? throw new InvalidOperationException("The node has not been started.");

    public async ValueTask InitializeAsync()
    {
        var options = new ServeOptions
        {
            DataFolder = _folder.File("data"),
            Api = new Uri("http://127.0.0.1:0"),
            Gateway = new Uri("http://127.0.0.1:0"),
            MaxObjectBytes = MaxObjectBytes,
        };
        _node = await BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, CancellationToken.None);
        Http.BaseAddress = Api;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _client?.Dispose();
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Where the bytes of an object lie, for tests that damage them.</summary>
    public string FileOf(Digest digest) =>
        _folder.File("data", "objects", "sha256", digest.ToHex()[..2], digest.ToHex()[2..]);

    /// <summary>Flips one byte of a stored object.</summary>
    public void Damage(Digest digest, int at)
    {
        var path = FileOf(digest);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Calls the API; <paramref name="body"/> is sent as it is where it is a string, else as JSON.</summary>
    public async Task<ApiAnswer> CallAsync(HttpMethod method, string path, object? body, CancellationToken ct, string? key = null)
    {
        using var request = new HttpRequestMessage(method, BackstayClient.Prefix + path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body, options: WireJson.Options),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        // So that a body beyond the limit is refused before it was sent, and the answer is read for certain.
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 1024 * 1024;
        using var response = await Http.SendAsync(request, ct);
        return new ApiAnswer((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(ct));
    }

    /// <summary>Runs one command line against this node.</summary>
    public async Task<CliAnswer> RunAsync(CancellationToken ct, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--server", Api.ToString()], output, error, ct);
        return new CliAnswer(code, output.ToString(), error.ToString());
    }
}

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(int Status, string? Location, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.GetProperty("code").GetString();

    public string? Field => Json.TryGetProperty("field", out var named) ? named.GetString() : null;
}

/// <summary>What a command did.</summary>
public sealed record CliAnswer(int Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);
}
