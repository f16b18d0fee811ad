using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Server.Loops;
using Backstay.Statistics;

namespace Backstay.Server.Tests.Loops;

public sealed class JudgeEvidenceTests
{
    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    public async Task Events_that_no_object_store_takes_are_left_out_and_the_verdict_goes_its_way(Type failure)
    {
        var verdict = new GuardVerdict(
            Name.Parse("errors"), GuardComparison.Control, new WhichArmTest(0.01).Result(), new string('k', VerdictRules.MaxInlineEvents + 1), null, default);

        var fitted = await new JudgeEvidence(new ClosedStore(failure)).FitAsync([verdict], TestContext.Current.CancellationToken);

        Assert.Equal((null, null), (Assert.Single(fitted).Events, fitted[0].EventsObject));
    }

    [Fact]
    public void What_is_kept_while_telemetry_is_read_is_known_again_when_it_is_in_the_telemetry_as_well() =>
        Assert.True(JudgeOptions.Default.MaxRecent >= new JudgeLoopOptions().MaxBuffered);

    private sealed class ClosedStore(Type failure) : IObjectStore
    {
        public Task<Result<ObjectInfo>> PutAsync(Stream content, Digest? expected, long maxBytes, CancellationToken ct) =>
            Task.FromException<Result<ObjectInfo>>((Exception)Activator.CreateInstance(failure)!);

        public Task<Result<Stream>> OpenAsync(Digest digest, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<ObjectInfo?> FindAsync(Digest digest, CancellationToken ct) => throw new NotSupportedException();

        public IAsyncEnumerable<ObjectInfo> ListAsync(CancellationToken ct) => throw new NotSupportedException();
    }
}
