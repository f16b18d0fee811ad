namespace Backstay.Hosting;

/// <summary>Bounds of the model host.</summary>
public sealed class ModelHostOptions
{
    /// <summary>Default of <see cref="MemoryBudgetBytes"/>: 4 GiB.</summary>
    public const long DefaultMemoryBudgetBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxModelBytes"/>: 512 MiB.</summary>
    public const int DefaultMaxModelBytes = 512 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxVersions"/>.</summary>
    public const int DefaultMaxVersions = 1_000;

    /// <summary>Sum of the memory estimates of loaded versions, in bytes; a load that would go beyond is refused.</summary>
    public long MemoryBudgetBytes { get; init; } = DefaultMemoryBudgetBytes;

    /// <summary>Bytes of one model file.</summary>
    public int MaxModelBytes { get; init; } = DefaultMaxModelBytes;

    /// <summary>Versions that are known, hot and cold. A new one takes the place of the version that has been cold longest.</summary>
    public int MaxVersions { get; init; } = DefaultMaxVersions;
}
