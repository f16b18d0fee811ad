using Backstay.TestKit.Faults.Stores;

namespace Backstay.TestKit.Faults;

/// <summary>One way in which the disk under a store fails.</summary>
/// <param name="Store">The store that meets it.</param>
/// <param name="How">What fails, and with which error: <c>sync EIO</c>.</param>
/// <param name="IsLeftToBench">Whether the tests leave it out: it has a sister there with the same call or the same error.</param>
internal sealed record StoreFault(ISweptStore Store, string How, bool IsLeftToBench)
{
    private static readonly Dictionary<string, string> CallsOf = new(StringComparer.Ordinal)
    {
        ["sync"] = "fsync,fdatasync",
        ["write"] = "pwrite64",
        ["rename"] = "rename",
        ["remove"] = "unlink",
        ["truncate"] = "ftruncate",
        ["read"] = "pread64",
        ["open"] = "openat",
    };

    public static IReadOnlyList<StoreFault> All { get; } =
    [
        .. Of(
            new SweptLedger(),
            ["sync EIO", "sync ENOSPC", "write EIO", "write ENOSPC", "read EIO", "truncate EIO", "open EMFILE"], ["open EIO", "open ENOSPC"]),
        .. Of(
            new SweptObjects(again: false),
            ["sync EIO", "sync ENOSPC", "write EIO", "write ENOSPC", "rename EIO", "rename ENOSPC", "open EMFILE"], ["open EIO", "open ENOSPC"]),
        .. Of(new SweptObjects(again: true), ["read EIO", "remove EIO"], []),
        .. Of(
            new SweptOutcomes(),
            ["sync EIO", "sync ENOSPC", "write EIO", "write ENOSPC", "read EIO", "open EMFILE"], ["truncate EIO", "open EIO", "open ENOSPC"]),
        .. Of(
            new SweptCheckpoints(),
            ["sync EIO", "sync ENOSPC", "write EIO", "write ENOSPC", "open EMFILE"], ["read EIO", "truncate EIO", "open EIO", "open ENOSPC"]),
        .. Of(
            new SweptReplacedFile(),
            ["sync EIO", "write EIO", "write ENOSPC", "rename EIO", "open EMFILE"], ["sync ENOSPC", "rename ENOSPC", "open EIO", "open ENOSPC"]),
        .. Of(
            new SweptFileInPlace(),
            ["sync EIO", "write EIO", "write ENOSPC", "open EMFILE"], ["sync ENOSPC", "read EIO", "open EIO", "open ENOSPC"]),
    ];

    public string Name => $"{Store.Name} {How}";

    /// <summary>The system calls, with commas between them.</summary>
    public string Calls => CallsOf[How.Split(' ')[0]];

    /// <summary>What they answer.</summary>
    public string Error => How.Split(' ')[1];

    /// <summary>Reads and openings: the runtime makes hundreds of its own before it comes to the store, so the store's files alone are meant.</summary>
    public bool IsOfMany => Calls is "pread64" or "openat";

    private static IEnumerable<StoreFault> Of(ISweptStore store, string[] inTests, string[] inBench) =>
        inTests.Select(how => new StoreFault(store, how, IsLeftToBench: false)).Concat(inBench.Select(how => new StoreFault(store, how, IsLeftToBench: true)));
}
