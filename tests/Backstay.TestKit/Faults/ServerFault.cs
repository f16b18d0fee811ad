namespace Backstay.TestKit.Faults;

/// <summary>One way in which the disk under a server fails.</summary>
/// <param name="Name">For a table: what fails, and how.</param>
/// <param name="Calls">The system calls, with commas between them.</param>
/// <param name="Error">What they answer.</param>
/// <param name="OnlyData">Whether calls on the server's databases alone are meant: the runtime makes such calls as well.</param>
/// <param name="AtStart">Whether calls on objects are meant from the server's first instruction until it is ready; else any from then on.</param>
internal sealed record ServerFault(string Name, string Calls, string Error, bool OnlyData, bool AtStart = false)
{
    public static IReadOnlyList<ServerFault> All { get; } =
    [
        new("sync EIO", "fsync,fdatasync", "EIO", OnlyData: false),
        new("sync ENOSPC", "fsync,fdatasync", "ENOSPC", OnlyData: false),
        new("write EIO", "pwrite64", "EIO", OnlyData: false),
        new("write ENOSPC", "pwrite64", "ENOSPC", OnlyData: false),
        new("rename EIO", "rename", "EIO", OnlyData: false),
        new("rename ENOSPC", "rename", "ENOSPC", OnlyData: false),
        new("truncate EIO", "ftruncate", "EIO", OnlyData: false),
        new("read EIO", "pread64", "EIO", OnlyData: true),
        new("open EIO", "openat", "EIO", OnlyData: true),
        new("open ENOSPC", "openat", "ENOSPC", OnlyData: true),
        new("object read EIO at start", "pread64", "EIO", OnlyData: true, AtStart: true),
        new("object open EIO at start", "openat", "EIO", OnlyData: true, AtStart: true),
    ];

    /// <summary>The databases of a data folder, and the files that are written whole or that come and go.</summary>
    public static string[] FilesOf(string data) =>
    [
        .. new[] { "ledger/default.db", "telemetry/decisions.db" }.SelectMany(file => new[] { file, file + "-wal", file + "-shm" }).Select(file => Path.Combine(data, file)),
        Path.Combine(data, "escapes"), Path.Combine(data, "telemetry", "decisions.db.holes"),
        .. new[] { "alerts", "table" }.SelectMany(file => new[] { file, file + ".new" }).Select(file => Path.Combine(data, file)),
        .. Enumerable.Range(1, 40).Select(number => Path.Combine(data, "objects", "incoming", FormattableString.Invariant($"{number}"))),
    ];

    /// <summary>The objects of a data folder.</summary>
    public static string[] ObjectsOf(string data) =>
        Directory.GetFiles(Path.Combine(data, "objects", "sha256"), "*", SearchOption.AllDirectories);
}
