using Backstay.Fuzz.Parsers;

namespace Backstay.Fuzz.Tests.Parsers;

/// <summary>
/// Mutated input for every parser, with the budget of a test; <c>./bench fuzz</c> gives each more time. Model files are with the
/// host's own tests (HostileModelTests), where a fault of the native runtime ends the run.
/// </summary>
public sealed class ParserTests(AttackedNodeFixture fixture)
{
    private const int Seed = 20_261_123;
    private const int Cases = 2_500;
    private const string Kept = "tests/Backstay.Fuzz.Tests/Parsers/Kept";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Alone => [.. AllParsers.Alone().Select(parser => parser.Name)];

    [Theory]
    [MemberData(nameof(Alone))]
    public void Whatever_is_read_is_read_rightly_or_refused_in_words(string name) => Try(AllParsers.Alone().Single(parser => parser.Name == name));

    [Theory]
    [InlineData("ledger-entries")]
    [InlineData("tokens")]
    public async Task A_changed_ledger_is_named_and_a_changed_token_opens_nothing(string name) =>
        Try((await AllParsers.OfAsync(fixture.Node, Ct)).Single(parser => parser.Name == name));

    /// <summary>What was found once is tried for ever: files of <c>Kept/PARSER</c>.</summary>
    [Fact]
    public async Task Every_case_that_failed_once_is_read_rightly_now()
    {
        var parsers = AllParsers.Alone().Concat(await AllParsers.OfAsync(fixture.Node, Ct)).ToDictionary(parser => parser.Name, StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestKit.RepositoryFolder.Root, Kept), "*.bin", SearchOption.AllDirectories))
        {
            var parser = parsers[Path.GetFileName(Path.GetDirectoryName(file)) ?? ""];
            if (ParserRun.FaultOf(parser, await File.ReadAllBytesAsync(file, Ct), out _) is { } fault)
            {
                faults.Add($"{file}: {fault}");
            }
        }

        Assert.Empty(faults);
    }

    private static void Try(ParserTarget parser)
    {
        var report = ParserRun.Run(parser, Seed, tried => tried >= Cases);

        Assert.True(report.Failures.IsEmpty, string.Join('\n', report.Failures));

        // Some of both, or one side of the parser was not tried.
        Assert.InRange(report.Accepted, 1, Cases - 1);
        (parser as IDisposable)?.Dispose();
    }
}
