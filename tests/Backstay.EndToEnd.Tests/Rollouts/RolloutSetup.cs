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

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>What stands before the rollout of a <see cref="RolloutScene"/>.</summary>
internal static class RolloutSetup
{
    public const string Owner = "team";
    public const string Why = "a test of rollouts";

    public static readonly Uri Playbook = new("https://example.com/playbooks/answers");

    public static async Task PrepareAsync(RolloutScene scene, CancellationToken ct)
    {
        await scene.Client.DeclareEndpointAsync(
            RolloutScene.Endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Staging,
                Owner = Owner,
                Unit = new UnitSpec { Header = "Backstay-Unit" },
                DeadlineMs = 30_000, // a loaded machine is no late answer
                Backends = [Backend(RolloutScene.Old, scene.OldBackend.Url), Backend(RolloutScene.New, scene.NewBackend.Url)],
                AlertWebhook = scene.OnCall.Url,
                Playbook = Playbook,
                Why = Why,
            },
            idempotencyKey: null,
            ct);
        await ProposeAsync(scene.Client, RolloutScene.Old, VersionId.Parse("model/answers@1.0.0"), ct);
        await ProposeAsync(scene.Client, RolloutScene.New, VersionId.Parse("model/answers@1.1.0"), ct);
        await scene.Client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = RolloutScene.Endpoint, Release = RolloutScene.Old, Why = "the first" }, idempotencyKey: null, ct);
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
            release, new CheckReleaseRequest { Endpoint = RolloutScene.Endpoint, Samples = [JsonElement.Parse("""{"question":1}""")] }, ct);
        Assert.True(report.Passed, report.FirstFailure?.Reason);
    }
}
