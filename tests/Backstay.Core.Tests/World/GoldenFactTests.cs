using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.Core.Tests.World;

/// <summary>
/// One sample payload of every kind of fact, in tests/golden/facts. Ledgers hold such bytes for ever: a sample never
/// changes; an optional member that came later has a sample beside it, a changed form is a new kind version with a sample of
/// its own, and the old one is still read.
/// </summary>
public sealed class GoldenFactTests
{
    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "golden", "facts");

    public static TheoryData<string, int, string> Samples =>
    [
        .. Catalogs.Facts.Kinds.OrderBy(kind => kind.Name, StringComparer.Ordinal).SelectMany(kind => SamplesOf(kind).Select(file => (kind.Name, kind.Version, file))),
    ];

    [Fact]
    public void Every_kind_has_a_sample() =>
        Assert.All(Catalogs.Facts.Kinds, kind => Assert.True(File.Exists(Path.Combine(Folder, $"{kind.Name}.v{kind.Version}.json")), $"'{kind.Name}' version {kind.Version} has no sample."));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_kind_reads_and_writes_its_samples_to_the_byte(string kind, int version, string file)
    {
        var sample = Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, file)).TrimEnd());

        var entry = new LedgerEntry(
            1, "default", DateTimeOffset.UnixEpoch, new Actor(null, null, null), new CommandRef("k", Digest.Of([]), 0, 1), kind, version, sample);
        var fact = Catalogs.Facts.Decode(entry);

        Assert.True(fact.IsOk, fact.Problem?.Message);
        Assert.Equal(Encoding.UTF8.GetString(sample), Encoding.UTF8.GetString(Catalogs.Facts.Encode(fact.Value).Value.Span));
    }

    [Fact]
    public void No_sample_is_of_a_kind_that_can_no_longer_be_read()
    {
        var known = Catalogs.Facts.Kinds.SelectMany(SamplesOf).ToHashSet(StringComparer.Ordinal);

        Assert.All(Directory.EnumerateFiles(Folder), file => Assert.Contains(Path.GetFileName(file), known));
    }

    // A member that came later is in a sample beside the first: KIND.vN+MEMBER.json.
    private static IEnumerable<string> SamplesOf(FactKind kind) => Directory.EnumerateFiles(Folder, $"{kind.Name}.v{kind.Version}*.json")
        .Select(file => Path.GetFileName(file))
        .Where(file => file[$"{kind.Name}.v{kind.Version}".Length] is '.' or '+')
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Backstay.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
