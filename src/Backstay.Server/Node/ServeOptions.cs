using Backstay.Server.Alerts;

namespace Backstay.Server.Node;

/// <summary>How a node is started; every member has a sound default for one machine.</summary>
public sealed record ServeOptions
{
    public const int DefaultApiPort = 7070;
    public const int DefaultGatewayPort = 7080;
    public const long DefaultMaxObjectBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>
    /// How long requests under way may go on when the node stops: long answers of language models too, within the 30 s that
    /// orchestrators leave a process by default.
    /// </summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>Where everything that must survive is kept. One process at a time.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Whether a name or keys that a folder with a ledger has lost are drawn anew.</summary>
    public bool NewKeys { get; init; }

    /// <summary>Address of the control API and the live page; port 0 takes a free one.</summary>
    public Uri Api { get; init; } = new($"http://127.0.0.1:{DefaultApiPort}");

    /// <summary>Address of the gateway, where callers call endpoints; port 0 takes a free one.</summary>
    public Uri Gateway { get; init; } = new($"http://127.0.0.1:{DefaultGatewayPort}");

    /// <summary>Host names beside loopback that requests may name; empty allows loopback only.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The file that the addresses are written to once both listen; null writes none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Largest object that may be uploaded, in bytes.</summary>
    public long MaxObjectBytes { get; init; } = DefaultMaxObjectBytes;

    /// <summary>Memory that hosted models may take, in bytes.</summary>
    public long HostMemoryBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How long alerts are carried to webhooks that do not take them.</summary>
    public WebhookPatience Webhooks { get; init; } = new();
}
