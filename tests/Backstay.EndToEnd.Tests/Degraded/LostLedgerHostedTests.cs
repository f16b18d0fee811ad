using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Client.Objects;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Client.Tokens;
using Backstay.Client.Versions;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Routing;
using Backstay.Examples.Onnx;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>Without its ledger a node loads its own models from their objects, and lets the same callers in.</summary>
public sealed class LostLedgerHostedTests
{
    private const string Question = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[3,1]}]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hosted_model_answers_whoever_has_a_token_and_nobody_else()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        string token;
        await using (var server = ServerProcess.Start(data))
        {
            using var client = new BackstayClient(await server.ReadyAsync(Ct), token: null);
            await ServeModelAsync(client);
            token = (await CreateTokenAsync(client, "admin", TokenScope.Admin)).Secret ?? throw new InvalidOperationException("No secret.");
            Assert.Equal(7, await AskAsync(server, token));
            await server.KillAsync(Ct);
        }

        Directory.Delete(Path.Combine(data, "ledger"), recursive: true);
        await using var degraded = ServerProcess.Start(data);
        await degraded.ReadyAsync(Ct);

        Assert.Contains("DEGRADED", degraded.Output, StringComparison.Ordinal);
        Assert.Equal(7, await AskAsync(degraded, token));
        Assert.Null(await AskAsync(degraded, token: null));
        Assert.Null(await AskAsync(degraded, "bst_of_nobody"));
    }

    /// <summary>y = 2·x₀ + x₁.</summary>
    private static async Task ServeModelAsync(BackstayClient client)
    {
        var model = VersionId.Parse("model/sums@1.0.0");
        var (endpoint, release, backend) = (Name.Parse("sums"), Name.Parse("first"), Name.Parse("here"));
        using var file = new MemoryStream(new OnnxModelBuilder("linear")
            .Input("x", OnnxType.Float32, OnnxDim.Batch, 2)
            .Initializer("w", [2f, 1f], 2, 1)
            .MatMul("x", "w", "y")
            .Output("y", OnnxType.Float32, OnnxDim.Batch, 1)
            .ToBytes());
        var stored = await client.PutObjectAsync(file, expected: null, sent: null, Ct);
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = model,
                Files = [new FileReference("model.onnx", stored.Digest)],
                Owner = "team",
                Purpose = "sums",
                Why = "a test",
                Model = new ModelDescription(
                    "linear", [TensorSpec.Create("x", TensorType.Fp32, [-1, 2]).Value], [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]),
            },
            idempotencyKey: null,
            Ct);
        await client.DeclareEndpointAsync(
            endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Staging,
                Owner = "team",
                DeadlineMs = 30_000,
                Backends = [new BackendSpec { Name = backend, Protocol = BackendProtocol.Hosted }],
                Why = "a test",
            },
            idempotencyKey: null,
            Ct);
        await client.ProposeReleaseAsync(
            new ProposeReleaseRequest { Release = release, Parts = new PartsSpec { Model = model }, Backend = backend, Owner = "team", Why = "a test" },
            idempotencyKey: null,
            Ct);
        var report = await client.CheckReleaseAsync(
            release, new CheckReleaseRequest { Endpoint = endpoint, Samples = [JsonElement.Parse(Question)] }, Ct);
        Assert.True(report.Passed, report.FirstFailure?.Reason);
        await client.StartRolloutAsync(new StartRolloutRequest { Endpoint = endpoint, Release = release, Why = "the first" }, idempotencyKey: null, Ct);
    }

    private static Task<CreatedToken> CreateTokenAsync(BackstayClient client, string name, TokenScope scope) => new TokenClient(client).CreateAsync(
        new NewToken { Name = Name.Parse(name), Scope = scope, Holder = "a test", LifetimeDays = 1 }, idempotencyKey: null, Ct);

    /// <summary>The model's answer; null where the caller is not let in.</summary>
    private static async Task<double?> AskAsync(ServerProcess server, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Addresses.Gateway, "v2/models/sums/infer"))
        {
            Content = new StringContent(Question, Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await http.SendAsync(request, Ct);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble();
    }
}
