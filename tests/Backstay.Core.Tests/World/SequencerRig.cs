using System.Globalization;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit;

namespace Backstay.Core.Tests.World;

/// <summary>A sequencer over either engine, with commands that are easy to tell apart.</summary>
internal sealed class SequencerRig : IAsyncDisposable
{
    public const string Memory = "memory";
    public const string Sqlite = "sqlite";

    private readonly TemporaryFolder? _folder;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private SequencerRig(ILedgerStore store, TemporaryFolder? folder, SequencerOptions options)
    {
        Store = store;
        _folder = folder;
        Sequencer = new Sequencer("default", store, WorldState.Empty, [Heard], (new FixedClock(), new SeededIds()), options);
    }

    public ILedgerStore Store { get; }

    public Sequencer Sequencer { get; }

    public HeardCommits Heard { get; } = new();

    /// <summary>Not running yet: what is submitted before <see cref="Run"/> is decided as one batch.</summary>
    public static SequencerRig Create(string engine, SequencerOptions? options = null)
    {
        var folder = engine == Sqlite ? new TemporaryFolder() : null;
        ILedgerStore store = folder is null ? new MemoryLedgerStore() : SqliteLedgerStore.Open(folder.File("ledger.db"));
        return new SequencerRig(store, folder, options ?? new SequencerOptions());
    }

    public static SequencerRig Over(ILedgerStore store) => new(store, folder: null, new SequencerOptions());

    public SequencerRig Run()
    {
        _running = Sequencer.RunAsync(_stop.Token);
        return this;
    }

    public Task<Result<CommandReceipt>> SubmitAsync(ICommand command, string key, string? credential = "tok") =>
        Sequencer.SubmitAsync(new Submission(command, new Actor("usr", null, credential), key), CancellationToken.None);

    public static SetSystem SetSystem(string name, int major) =>
        new(Name.Parse(name), SemanticVersion.Parse(string.Create(CultureInfo.InvariantCulture, $"{major}.0.0")), $"because of {major}");

    public static CreateToken CreateAdmin(string name) =>
        new(Name.Parse(name), Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)), TokenScope.Admin, "holder", Expires: null, LifetimeDays: 10);

    /// <summary>The state folded afresh from what is stored.</summary>
    public async Task<WorldState> ReplayAsync()
    {
        var head = await Store.GetHeadAsync(CancellationToken.None);
        return (await LedgerReplay.FoldAsync(Store, WorldState.Empty, head, onRecord: null, CancellationToken.None)).Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Store.DisposeAsync();
        _stop.Dispose();
        _folder?.Dispose();
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }

    private sealed class SeededIds : IIdSource
    {
        private readonly Random _random = new(7);

        public Guid NewId(DateTimeOffset at) => throw new NotSupportedException("The sequencer draws no ids.");

        public void FillRandom(Span<byte> destination) => _random.NextBytes(destination);
    }
}
