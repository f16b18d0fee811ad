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

    /// <summary>
    /// Sum of the memory of hot and warm versions, in bytes. A load that would go beyond takes it from versions that nobody
    /// needs, and is refused where that is not enough.
    /// </summary>
    public long MemoryBudgetBytes { get; init; } = DefaultMemoryBudgetBytes;

    /// <summary>Bytes of one model file.</summary>
    public int MaxModelBytes { get; init; } = DefaultMaxModelBytes;

    /// <summary>Versions that are known, in any state. A new one takes the place of the version that has been cold longest.</summary>
    public int MaxVersions { get; init; } = DefaultMaxVersions;

    /// <summary>
    /// A version that was loaded or called within this time keeps its memory: somebody has just made it ready, and is about to
    /// send it traffic.
    /// </summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMinutes(1);
}
