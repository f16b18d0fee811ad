using System.Text.RegularExpressions;
using Backstay.TestKit.Faults;

namespace Backstay.EndToEnd.Tests.Faults;

/// <summary>Whether whoever reads the trace of a server would see an acknowledgement that came too early.</summary>
public sealed partial class OwnSyncOrderTests
{
    private const string WriteA = """7 pwrite64(9</d/default.db-wal>, "\0\1name-a ", 8, 0) = 8""";
    private const string WriteB = """7 pwrite64(9</d/default.db-wal>, "name-a name-b", 13, 8) = 13""";
    private const string Sync = "7 fdatasync(9</d/default.db-wal>) = 0";
    private const string AckA = """8 sendmsg(5<socket:[77]>, "HTTP/1.1 200 OK name-a", 0) = 22""";
    private const string AckB = """8 sendmsg(5<socket:[78]>, "HTTP/1.1 200 OK name-b", 0) = 22""";

    [Theory]
    [InlineData(1, 1, 0, new[] { WriteA, Sync, AckA })]
    [InlineData(2, 1, 0, new[] { WriteA, WriteB, Sync, AckB, AckA })]
    [InlineData(1, 1, 1, new[] { WriteA, Sync, WriteB, AckA, AckB })] // the sync was before the write of the second
    [InlineData(0, 1, 1, new[] { WriteA, AckA, Sync })]
    [InlineData(0, 0, 1, new[] { WriteA, "7 fdatasync(9</d/default.db-wal>) = -1 EIO (Input/output error)", AckA })]
    [InlineData(0, 1, 1, new[] { WriteA, "7 fdatasync(9</d/other.db-wal>) = 0", AckA, Sync })]
    [InlineData(1, 1, 0, new[] { WriteA, "7 fdatasync(9</d/default.db-wal> <unfinished ...>", "7 <... fdatasync resumed>) = 0", AckA })]
    [InlineData(0, 1, 1, new[] { WriteA, "7 fdatasync(9</d/default.db-wal> <unfinished ...>", AckA, "7 <... fdatasync resumed>) = 0" })]
    [InlineData(1, 1, 1, new[] { WriteA, "7 fdatasync(9</d/default.db-wal> <unfinished ...>", WriteB, "7 <... fdatasync resumed>) = 0", AckA, AckB })]
    public void Each_acknowledgement_is_held_to_the_sync_behind_its_own_write(int covered, int syncs, int early, string[] log)
    {
        var order = new OwnSyncOrder("default.db-wal", Named()).Read(log);

        Assert.Equal((covered, syncs, early), (order.Covered.Count, order.Syncs, order.Early.Count));
    }

    [GeneratedRegex("name-[ab]")]
    private static partial Regex Named();
}
