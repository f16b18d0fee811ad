using System.Text.Json;
using Backstay.Bench.Harness;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Client.Tokens;
using Backstay.Client.Versions;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.Bench.Benches.Http;

/// <summary><c>backstay serve</c> with a token, the objects and parents that registrations name, and one version to read.</summary>
internal sealed class HttpScene : IAsyncDisposable
{
    private const string Place = "PLACE";
    private const string Owner = "bench";
    private const string Why = "the benchmark of the control API";
    private static readonly VersionId Read = VersionId.Parse("model/read@1.0.0");

    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _server;
    private readonly string _token;
    private readonly string _body;

    private HttpScene(TemporaryFolder folder, ServerProcess server, string token, string body)
    {
        _folder = folder;
        _server = server;
        _token = token;
        _body = body;
    }

    public string Folder => _folder.FullPath;

    public int ProcessId => _server.Id;

    public Uri Api => _server.Addresses.Api;

    /// <summary>The version that is read.</summary>
    public Uri VersionUrl => new(Api, $"/api/v1/versions/{Read.ToString().Replace('@', '/')}");

    /// <summary>Lua that reads it.</summary>
    public string ReadScript => $"""
        wrk.headers["Authorization"] = "Bearer {_token}"
        """;

    /// <summary>Lua that reads versions at random, of those that a run of <see cref="RegistrationScript"/> registered.</summary>
    /// <param name="versions">How many it registered, at least.</param>
    public string ReadAnyScript(int run, int versions) => $$"""
        local headers = { ["Authorization"] = "Bearer {{_token}}" }
        request = function()
          local i = math.random(100, {{versions}}) -- wrk calls request before it sends anything: the first number is never registered
          return wrk.format("GET", "/api/v1/versions/model/m" .. (i % 1000) .. "/{{run + 1}}." .. math.floor(i / 1000) .. ".0", headers)
        end
        """;

    public static async Task<HttpScene> StartAsync()
    {
        var folder = new TemporaryFolder();
        var server = ServerProcess.Start(folder.File("data"));
        var api = await server.ReadyAsync(CancellationToken.None);
        using var open = new BackstayClient(api, token: null);
        var token = await new TokenClient(open).CreateAsync(
            new NewToken { Name = Name.Parse(Owner), Scope = TokenScope.Admin, Holder = Owner, LifetimeDays = 1 }, idempotencyKey: null, CancellationToken.None);
        var secret = token.Secret ?? throw new BenchFailedException("the server gave no token");
        using var client = new BackstayClient(api, secret);
        var (weights, settings) = (await PutAsync(client, "weights"), await PutAsync(client, "settings"));
        foreach (var parent in Parents)
        {
            var dataset = new RegisterVersionRequest
            {
                Version = parent,
                Files = [new FileReference("data.csv", weights)],
                Owner = Owner,
                Purpose = Why,
                Why = Why,
            };
            await client.RegisterVersionAsync(dataset, idempotencyKey: null, CancellationToken.None);
        }

        await client.RegisterVersionAsync(Registration(Read, weights, settings, "read"), idempotencyKey: null, CancellationToken.None);
        var sample = JsonSerializer.Serialize(Registration(VersionId.Parse("model/m0@1.0.0"), weights, settings, Place), WireJson.Options);
        return new HttpScene(folder, server, secret, sample);
    }

    /// <summary>Lua that registers one version a request, each under a number of its own, spread over a thousand models.</summary>
    /// <param name="run">Two runs register different versions.</param>
    public string RegistrationScript(int run) => $$"""
        local head = [==[{{_body[.._body.IndexOf("model/m0@1.0.0", StringComparison.Ordinal)]}}]==]
        local middle = [==[{{Between("model/m0@1.0.0", Place)}}]==]
        local tail = [==[{{_body[(_body.IndexOf(Place, StringComparison.Ordinal) + Place.Length)..]}}]==]
        local headers = { ["Authorization"] = "Bearer {{_token}}", ["Content-Type"] = "application/json" }
        local i = 0
        request = function()
          i = i + 1
          local body = head .. "model/m" .. (i % 1000) .. "@{{run + 1}}." .. math.floor(i / 1000) .. ".0" .. middle .. "{{run}}-" .. i .. tail
          return wrk.format("POST", "/api/v1/versions", headers, body)
        end
        """;

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static VersionId[] Parents => [VersionId.Parse("dataset/train@1.0.0"), VersionId.Parse("dataset/validate@1.0.0")];

    private string Between(string first, string second)
    {
        var start = _body.IndexOf(first, StringComparison.Ordinal) + first.Length;
        return _body[start.._body.IndexOf(second, StringComparison.Ordinal)];
    }

    /// <summary>A trained model with two parents and three hyperparameters.</summary>
    /// <param name="place">In the name of a file, so that each version's content is its own.</param>
    private static RegisterVersionRequest Registration(VersionId version, Digest weights, Digest settings, string place) => new()
    {
        Version = version,
        Files = [new FileReference($"weights-{place}.bin", weights), new FileReference("settings.json", settings)],
        Owner = Owner,
        Purpose = "Tells delays",
        Why = "retrained",
        Inputs = new StatedInputs(
            Data: [new DataUse(Parents[0], "training"), new DataUse(Parents[1], "validation")],
            Hyperparameters: JsonElement.Parse("""{"depth":7,"eta":0.1,"rounds":200}""")),
        Model = new ModelDescription(
            "gradient boosting",
            [TensorSpec.Create("x", TensorType.Fp32, [-1, 4]).Value],
            [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]),
    };

    private static async Task<Digest> PutAsync(BackstayClient client, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return (await client.PutObjectAsync(content, expected: null, sent: null, CancellationToken.None)).Digest;
    }
}
