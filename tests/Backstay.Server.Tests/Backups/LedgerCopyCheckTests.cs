using Backstay.Server.Backups;
using Backstay.Server.Node;
using Backstay.Server.Tests.Audit.Damage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Backups;

/// <summary>A copy that holds more than the server ever committed is waited for, and not for ever.</summary>
public sealed class LedgerCopyCheckTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_that_the_server_never_published_are_somebody_elses_after_half_a_minute()
    {
        using var folder = new TemporaryFolder();
        using var newer = new TemporaryFolder();
        var layout = new DataLayout(sound.CopyOlder(folder));
        var installation = Installation.Open(layout, LedgerSession.Workspace, new SystemIdSource());
        await using var store = SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace));
        using var session = await LedgerSession.OpenAsync(store, installation, [], (TimeProvider.System, new SystemIdSource()), Ct);
        var time = new LeapingTime();

        var result = await new LedgerCopyCheck(session, time).RunAsync(Path.Combine(sound.Copy(newer), "ledger", "default.db"), Ct);

        Assert.Equal("ledger-damaged", result.Problem?.Code);
        Assert.Contains("another process wrote into it", result.Problem?.Message, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
        installation.Signer.Dispose();
    }

    /// <summary>Whoever waits has waited at once, and the time is gone.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _ticks;

        public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
