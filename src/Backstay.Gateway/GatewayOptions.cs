using System.ComponentModel.DataAnnotations;

namespace Backstay.Gateway;

/// <summary>Settings of the whole gateway; endpoints have their own.</summary>
public sealed class GatewayOptions
{
    public const int MinUnitKeyBytes = 16;
    public const int DefaultMaxAnswerBytes = 8 * 1024 * 1024;
    public const int DefaultShadowQueue = 256;
    public const int DefaultShadowWorkers = 16;
    public const long DefaultShadowBytes = 64L * 1024 * 1024;
    public const int DefaultConnectTimeoutMs = 2_000;
    public const int DefaultMaxConnectionsPerBackend = 1_024;

    /// <summary>Stands in every decision record.</summary>
    [Required]
    public string Workspace { get; set; } = "default";

    /// <summary>Key of the units' HMAC. At least 16 bytes; keep it, or units of before and after can't be joined.</summary>
    [Required, MinLength(MinUnitKeyBytes)]
    public byte[] UnitKey { get; set; } = [];

    /// <summary>Largest answer of a backend that is held in memory, in bytes. Streamed answers have no bound.</summary>
    /// <value>8 MiB; from 1 KiB to 256 MiB.</value>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = DefaultMaxAnswerBytes;

    /// <summary>Copies that may wait for a shadow; more are dropped and counted.</summary>
    /// <value>256; from 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int ShadowQueue { get; set; } = DefaultShadowQueue;

    /// <summary>Copies that are under way at once.</summary>
    /// <value>16; from 1 to 256.</value>
    [Range(1, 256)]
    public int ShadowWorkers { get; set; } = DefaultShadowWorkers;

    /// <summary>Bytes of bodies that may wait for or be with shadows; more are dropped and counted.</summary>
    /// <value>64 MiB; from 0 to 1 GiB.</value>
    [Range(0, 1024L * 1024 * 1024)]
    public long ShadowBytes { get; set; } = DefaultShadowBytes;

    /// <summary>Milliseconds for a connection to a backend, within the deadline.</summary>
    /// <value>2,000; from 1 to 60,000.</value>
    [Range(1, 60_000)]
    public int ConnectTimeoutMs { get; set; } = DefaultConnectTimeoutMs;

    /// <summary>Connections to one backend; requests beyond wait, within their deadline.</summary>
    /// <value>1,024; from 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int MaxConnectionsPerBackend { get; set; } = DefaultMaxConnectionsPerBackend;
}
