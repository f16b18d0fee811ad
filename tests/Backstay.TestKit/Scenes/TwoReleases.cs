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

namespace Backstay.TestKit.Scenes;

/// <summary>What stands before a rollout: an endpoint and two releases behind backends of their own, of which the old one serves.</summary>
internal static class TwoReleases
{
    public const string Owner = "team";

    /// <summary>The header that names the unit.</summary>
    public const string UnitHeader = "Backstay-Unit";

    public static readonly Name Endpoint = Name.Parse("answers");
    public static readonly Name Old = Name.Parse("old");
    public static readonly Name New = Name.Parse("new");

    public static readonly Uri Playbook = new("https://example.com/playbooks/answers");

    private const string Why = "a test of rollouts";

    /// <summary>Answers that no guard finds fault with.</summary>
    public static string Healthy => """{"answer":1}""";

    /// <param name="alerts">Where on-call is told; null for nowhere.</param>
    public static async Task PrepareAsync(BackstayClient client, Uri oldBackend, Uri newBackend, Uri? alerts, CancellationToken ct)
    {
        await client.DeclareEndpointAsync(
            Endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Staging,
                Owner = Owner,
                Unit = new UnitSpec { Header = UnitHeader },
                DeadlineMs = 30_000, // a loaded machine is no late answer
                Backends = [Backend(Old, oldBackend), Backend(New, newBackend)],
                AlertWebhook = alerts,
                Playbook = Playbook,
                Why = Why,
            },
            idempotencyKey: null,
            ct);
        await ProposeAsync(client, Old, VersionId.Parse("model/answers@1.0.0"), ct);
        await ProposeAsync(client, New, VersionId.Parse("model/answers@1.1.0"), ct);
        await client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = Endpoint, Release = Old, Why = "the first" }, idempotencyKey: null, ct);
    }

    private static BackendSpec Backend(Name name, Uri url) => new() { Name = name, Protocol = BackendProtocol.Json, Url = url };

    private static async Task ProposeAsync(BackstayClient client, Name release, VersionId model, CancellationToken ct)
    {
        var tensor = TensorSpec.Create("x", TensorType.Fp32, [1]).Value;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes($"weights of {model}"));
        var stored = await client.PutObjectAsync(content, expected: null, sent: null, ct);
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = model,
                Files = [new FileReference("model.bin", stored.Digest)],
                Owner = Owner,
                Purpose = "answers",
                Why = Why,
                Model = new ModelDescription("none", [tensor], [tensor]),
            },
            idempotencyKey: null,
            ct);
        await client.ProposeReleaseAsync(
            new ProposeReleaseRequest { Release = release, Parts = new PartsSpec { Model = model }, Backend = release, Owner = Owner, Why = Why },
            idempotencyKey: null,
            ct);
        var report = await client.CheckReleaseAsync(
            release, new CheckReleaseRequest { Endpoint = Endpoint, Samples = [JsonElement.Parse("""{"question":1}""")] }, ct);
        Assert.True(report.Passed, report.FirstFailure?.Reason);
    }
}
