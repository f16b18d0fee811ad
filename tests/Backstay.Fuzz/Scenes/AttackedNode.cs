using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Client.Objects;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Client.Tokens;
using Backstay.Client.Versions;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Routing;
using Backstay.Fuzz.Inputs;
using Backstay.Fuzz.Requests;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.TestKit;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Fuzz.Scenes;

/// <summary>
/// A whole node in this process with something of everything in it: versions, two endpoints that serve (one of plain JSON,
/// one of tensors), tokens of every scope, and one each that expired and that was revoked.
/// </summary>
public sealed class AttackedNode : IAsyncDisposable
{
    private static readonly Name Tensors = Name.Parse("tensors");
    private readonly TemporaryFolder _folder = new();
    private readonly OffsetClock _clock = new();
    private LoopbackUpstream? _json;
    private LoopbackUpstream? _oip;
    private BackstayNode? _node;
    private LedgerSession? _ledger;

    private AttackedNode()
    {
    }

    public Uri Api => Node.Api;

    public Uri Gateway => Node.Gateway;

    public Credentials Credentials { get; private set; } = new(new Dictionary<string, string>(), []);

    /// <summary>Where the ledger stands.</summary>
    public long Position => Ledger.Current.Position;

    private BackstayNode Node => _node ?? throw new InvalidOperationException("The node has not been started.");

    private LedgerSession Ledger => _ledger ?? throw new InvalidOperationException("The node has not been started.");

    public static async Task<AttackedNode> StartAsync(CancellationToken ct)
    {
        var attacked = new AttackedNode();
        try
        {
            await attacked.PrepareAsync(ct);
            return attacked;
        }
        catch
        {
            await attacked.DisposeAsync();
            throw;
        }
    }

    /// <summary>The state that the node serves from, now.</summary>
    public (long Position, Digest Digest) Now()
    {
        var root = Ledger.Current;
        return (root.Position, root.ComputeDigest());
    }

    /// <summary>The digest of the state as it was at a position: the same for ever.</summary>
    public async Task<Digest> DigestAtAsync(long position, CancellationToken ct) =>
        (await Ledger.StateAtAsync(position, ct)).Value.ComputeDigest();

    /// <summary>Who is let in.</summary>
    internal CallerAuthenticator Authenticator => Node.ApiServices.GetRequiredService<CallerAuthenticator>();

    /// <summary>The ledger's first records, as many as a byte can number.</summary>
    internal async Task<ImmutableArray<LedgerRecord>> RecordsAsync(CancellationToken ct)
    {
        var records = ImmutableArray.CreateBuilder<LedgerRecord>();
        await foreach (var record in Ledger.Store.ReadAsync(1, Math.Min(Position, byte.MaxValue), ct))
        {
            records.Add(record);
        }

        return records.ToImmutable();
    }

    /// <summary>Files of the object store; what is refused leaves none.</summary>
    public int Objects() => Directory.EnumerateFiles(_folder.File("data", "objects"), "*", SearchOption.AllDirectories).Count();

    /// <summary>Requests, when nobody else sends any: what is refused leaves the ledger as it was.</summary>
    public RequestRun Run() => new(Api, Gateway, Credentials, () => Position);

    /// <summary>Requests beside those of others.</summary>
    public RequestRun RunBeside() => new(Api, Gateway, Credentials, position: null);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        foreach (var upstream in new[] { _json, _oip }.OfType<LoopbackUpstream>())
        {
            await upstream.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        _json = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        _oip = await LoopbackUpstream.StartAsync(Behave.Json("""{"model_name":"m","outputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}"""));
        var options = new ServeOptions
        {
            DataFolder = _folder.File("data"),
            Api = new Uri("http://127.0.0.1:0"),
            Gateway = new Uri("http://127.0.0.1:0"),
            MaxObjectBytes = 64 * 1024,
        };
        _node = await BackstayNode.StartAsync(options, _clock, _ => { }, ct);
        _ledger = _node.ApiServices.GetRequiredService<LedgerSession>();
        using var open = new BackstayClient(Api, token: null);
        await TwoReleases.PrepareAsync(open, _json.Url, _json.Url, alerts: null, ct);
        await ServeTensorsAsync(open, ct);
        await RegisterPartsAsync(open, ct);
        await RegisterModelAsync(open, ct);
        Credentials = await MakeTokensAsync(open, ct);
    }

    private async Task ServeTensorsAsync(BackstayClient client, CancellationToken ct)
    {
        var release = Name.Parse("tensors-1");
        await client.DeclareEndpointAsync(
            Tensors,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Staging,
                Owner = TwoReleases.Owner,
                Unit = new UnitSpec { Header = "X-User", BodyField = "user.id" },
                DeadlineMs = 30_000,
                MaxBodyBytes = 64 * 1024,
                Backends = [new BackendSpec { Name = Tensors, Protocol = BackendProtocol.Oip, Url = _oip?.Url, Model = "m" }],
                Playbook = TwoReleases.Playbook,
                Why = "tensors",
            },
            idempotencyKey: null,
            ct);
        await client.ProposeReleaseAsync(
            new ProposeReleaseRequest { Release = release, Parts = new PartsSpec { Model = VersionId.Parse("model/answers@1.0.0") }, Backend = Tensors, Owner = TwoReleases.Owner, Why = "tensors" },
            idempotencyKey: null,
            ct);
        var sample = JsonElement.Parse("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");
        var report = await client.CheckReleaseAsync(release, new CheckReleaseRequest { Endpoint = Tensors, Samples = [sample] }, ct);
        if (!report.Passed)
        {
            throw new InvalidOperationException($"The release of tensors did not pass its check: {report.FirstFailure?.Reason}");
        }

        await client.StartRolloutAsync(new StartRolloutRequest { Endpoint = Tensors, Release = release, Why = "the first" }, idempotencyKey: null, ct);
    }

    /// <summary>What sound bodies name.</summary>
    private static async Task RegisterPartsAsync(BackstayClient client, CancellationToken ct)
    {
        var content = await PutAsync(client, SampleBodies.Content, ct);
        var manifest = await PutAsync(client, SampleBodies.Manifest, ct);
        foreach (var part in new[] { "dataset/d", "environment/e", "data-processor/p", "prompt/greeting", "infrastructure/i", "configuration/c", "code/c", "evaluation-suite/s" })
        {
            await client.RegisterVersionAsync(
                new RegisterVersionRequest
                {
                    Version = VersionId.Parse(part + "@1.0.0"),
                    Files = [new FileReference("content", part.StartsWith("environment/", StringComparison.Ordinal) ? manifest : content)],
                    Owner = TwoReleases.Owner,
                    Purpose = "answers",
                    Why = "Sound bodies name it.",
                },
                idempotencyKey: null,
                ct);
        }
    }

    /// <summary>A model that the host can load.</summary>
    private static async Task RegisterModelAsync(BackstayClient client, CancellationToken ct) => await client.RegisterVersionAsync(
        new RegisterVersionRequest
        {
            Version = VersionId.Parse("model/net@1.0.0"),
            Files = [new FileReference("net.onnx", await PutAsync(client, OnnxSamples.Linear, ct))],
            Owner = TwoReleases.Owner,
            Purpose = "answers",
            Why = "The host has something to load.",
            Model = new ModelDescription(
                "linear", [TensorSpec.Create("x", TensorType.Fp32, [-1, 2]).Value], [TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value]),
        },
        idempotencyKey: null,
        ct);

    private static async Task<Digest> PutAsync(BackstayClient client, byte[] bytes, CancellationToken ct)
    {
        using var content = new MemoryStream(bytes);
        return (await client.PutObjectAsync(content, expected: null, sent: null, ct)).Digest;
    }

    private async Task<Credentials> MakeTokensAsync(BackstayClient open, CancellationToken ct)
    {
        var live = new Dictionary<string, string>(StringComparer.Ordinal) { ["admin"] = await MakeAsync(open, "fuzz-admin", TokenScope.Admin, days: 300, ct) };
        using var admin = new BackstayClient(Api, live["admin"]);
        foreach (var scope in new[] { TokenScope.Operator, TokenScope.Observer, TokenScope.Caller })
        {
            var name = scope.ToString().ToLowerInvariant();
            live[name] = await MakeAsync(admin, $"fuzz-{name}", scope, days: 300, ct);
        }

        var expired = await MakeAsync(admin, "fuzz-expired", TokenScope.Admin, days: 1, ct);
        var revoked = await MakeAsync(admin, "fuzz-revoked", TokenScope.Admin, days: 300, ct);
        await new TokenClient(admin).RevokeAsync(Name.Parse("fuzz-revoked"), "It leaked.", ct);
        _clock.Advance(TimeSpan.FromDays(2));
        return new Credentials(live, [expired, revoked]);
    }

    private static async Task<string> MakeAsync(BackstayClient client, string name, TokenScope scope, int days, CancellationToken ct)
    {
        var wanted = new NewToken { Name = Name.Parse(name), Scope = scope, Holder = "somebody", LifetimeDays = days };
        var created = await new TokenClient(client).CreateAsync(wanted, idempotencyKey: null, ct);
        return created.Secret ?? throw new InvalidOperationException("A fresh token has a secret.");
    }
}
