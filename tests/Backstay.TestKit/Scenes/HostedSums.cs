using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Client.Objects;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Routing;
using Backstay.Examples.Onnx;

namespace Backstay.TestKit.Scenes;

/// <summary>An endpoint whose one release is a model that the server holds itself: y = 2·x₀ + x₁.</summary>
internal static class HostedSums
{
    /// <summary>What the one question gives.</summary>
    public const double Sum = 7;

    public static readonly Name Endpoint = Name.Parse("sums");
    public static readonly Name Release = Name.Parse("first");

    private static readonly Name Here = Name.Parse("here");

    private const string Question = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[3,1]}]}""";

    /// <summary>Registers the model, declares the endpoint and gives it the release; the digest of the model's file.</summary>
    public static async Task<Digest> ServeAsync(BackstayClient client, CancellationToken ct)
    {
        var file = await RegisterAsync(client, "1.0.0", [2f, 1f], ct);
        await client.DeclareEndpointAsync(
            Endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Staging,
                Owner = "team",
                DeadlineMs = 30_000,
                Backends = [new BackendSpec { Name = Here, Protocol = BackendProtocol.Hosted }],
                Why = "a test",
            },
            idempotencyKey: null,
            ct);
        await ProveAsync(client, Release, "1.0.0", ct);
        await client.StartRolloutAsync(new StartRolloutRequest { Endpoint = Endpoint, Release = Release, Why = "the first" }, idempotencyKey: null, ct);
        return file;
    }

    /// <summary>Stores and registers y = w₀·x₀ + w₁·x₁; the digest of its file.</summary>
    public static async Task<Digest> RegisterAsync(BackstayClient client, string version, float[] weights, CancellationToken ct)
    {
        using var file = new MemoryStream(new OnnxModelBuilder("linear")
            .Input("x", OnnxType.Float32, OnnxDim.Batch, 2)
            .Initializer("w", weights, 2, 1)
            .MatMul("x", "w", "y")
            .Output("y", OnnxType.Float32, OnnxDim.Batch, 1)
            .ToBytes());
        var stored = await client.PutObjectAsync(file, expected: null, sent: null, ct);
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = Model(version),
                Files = [new FileReference("model.onnx", stored.Digest)],
                Owner = "team",
                Purpose = "sums",
                Why = "a test",
                Model = new ModelDescription(
                    "linear", [TensorSpec.Create("x", TensorType.Fp32, [-1, 2]).Value], [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]),
            },
            idempotencyKey: null,
            ct);
        return stored.Digest;
    }

    /// <summary>Proposes a release of a registered version, and proves it at the endpoint.</summary>
    public static async Task ProveAsync(BackstayClient client, Name release, string version, CancellationToken ct, string backend = "here")
    {
        await client.ProposeReleaseAsync(
            new ProposeReleaseRequest { Release = release, Parts = new PartsSpec { Model = Model(version) }, Backend = Name.Parse(backend), Owner = "team", Why = "a test" },
            idempotencyKey: null,
            ct);
        var report = await client.CheckReleaseAsync(
            release, new CheckReleaseRequest { Endpoint = Endpoint, Samples = [JsonElement.Parse(Question)] }, ct);
        Assert.True(report.Passed, report.FirstFailure?.Reason);
    }

    /// <summary>Asks through the gateway; no sum where it is refused.</summary>
    public static async Task<(HttpStatusCode Status, double? Sum)> AskAsync(Uri gateway, string? token, CancellationToken ct)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"v2/models/{Endpoint}/infer"))
        {
            Content = new StringContent(Question, Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await http.SendAsync(request, ct);
        return response.IsSuccessStatusCode
            ? (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("outputs")[0].GetProperty("data")[0].GetDouble())
            : (response.StatusCode, null);
    }

    private static VersionId Model(string version) => VersionId.Parse($"model/sums@{version}");
}
