using System.Text;
using Backstay.Client.Backups;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;
using Backstay.Server.Backups;
using Backstay.Server.Node;
using Backstay.Server.Tests.Audit.Damage;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.Storage.Telemetry;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Backups;

/// <summary>
/// Notes stand beside what they are about. A backup has every note of what its copies lack, also of what happened while they
/// were made: one too many costs a look, one too few is a bad canary's traffic.
/// </summary>
public sealed class BackupNotesTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    /// <summary>Of the file of notes.</summary>
    private const int HolesCapacity = 128 * 1024;

    private const string DuringTelemetry = "taken-during-telemetry";
    private const string OverByThen = "taken-before-and-over";
    private const string DuringLedger = "taken-during-ledger";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_that_is_lost_while_telemetry_is_copied_is_noted()
    {
        using var files = await BackUpAsync((store, _) => store.AssumeHoles(["lost-1"]), onLedgerCopied: _ => { });

        using var holes = InPlaceFile.OpenForReading(files.File(BackupPaths.TelemetryHoles), HolesCapacity);
        Assert.Contains("lost-1", Encoding.UTF8.GetString(holes.Content.Span), StringComparison.Ordinal);
    }

    /// <summary>The fact of an escape may come after the ledger's copy, and its note be gone before the backup's end.</summary>
    [Fact]
    public async Task An_escape_that_was_noted_at_any_time_of_the_ledgers_copy_is_noted()
    {
        using var files = await BackUpAsync(
            (_, data) => Note(data, OverByThen, DuringTelemetry),
            data => Note(data, DuringTelemetry, DuringLedger));

        Assert.Equal([OverByThen, DuringLedger, DuringTelemetry], EscapesOf(files).Order(StringComparer.Ordinal));
    }

    /// <param name="onTelemetryCopied">When telemetry's copy is there; the ledger's is not.</param>
    /// <param name="onLedgerCopied">When the ledger's is there.</param>
    private async Task<TemporaryFolder> BackUpAsync(Action<SqliteDecisionStore, string> onTelemetryCopied, Action<string> onLedgerCopied)
    {
        using var folder = new TemporaryFolder();
        var layout = new DataLayout(sound.Copy(folder));
        var ids = new SystemIdSource();
        var installation = Installation.Open(layout, LedgerSession.Workspace, ids);
        using var signer = installation.Signer;
        await using var store = SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace));
        using var session = await LedgerSession.OpenAsync(store, installation, [], (TimeProvider.System, ids), Ct);
        await using var decisions = SqliteDecisionStore.Open(layout.Decisions, TimeProvider.System);
        var watched = new Watched(decisions, () => IfThere(layout, BackupPaths.Telemetry, () => onTelemetryCopied(decisions, layout.Root)));
        var time = new Clock(() => IfThere(layout, BackupPaths.Ledger, () => onLedgerCopied(layout.Root)));
        using var maker = new BackupMaker(
            new ServeOptions { DataFolder = layout.Root }, session, watched, FolderObjectStore.Open(layout.Root), ids, time);
        var prepared = await maker.PrepareAsync(new BackupRequest { Telemetry = true }, Ct);
        Assert.True(prepared.IsOk, prepared.Problem?.Message);
        using var backup = prepared.Value;
        using var archive = new MemoryStream();
        await backup.WriteAsync(archive, Ct);
        archive.Position = 0;
        var restored = new TemporaryFolder();
        var read = await new BackupArchive(async (path, content, ct) =>
        {
            var file = restored.File(path);
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? "/");
            await using var target = File.Create(file);
            await content.CopyToAsync(target, ct);
        }).ReadAsync(archive, Ct);
        Assert.True(read.IsOk, read.Problem?.Message);
        return restored;
    }

    private static void IfThere(DataLayout layout, string copy, Action act)
    {
        if (Directory.GetDirectories(layout.Root, "backup-*").Any(staging => File.Exists(Path.Combine(staging, Path.GetFileName(copy)))))
        {
            act();
        }
    }

    private static void Note(string data, params string[] rollouts)
    {
        using var file = EscapeFile.Renew(new DataLayout(data).Escapes, [.. rollouts.Select(rollout => new EscapeNote(rollout, rollout, 1))]);
    }

    private static string[] EscapesOf(TemporaryFolder files) => [.. EscapeFile.ReadOnly(files.File(BackupPaths.Escapes)).Select(note => note.Rollout)];

    /// <summary>Telemetry that says when it is asked to bring all to the disk.</summary>
    private sealed class Watched(SqliteDecisionStore inner, Action onFlush) : IDecisionStore
    {
        public ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct) => inner.FindAsync(id, ct);

        public Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct) => inner.LatestAsync(endpoint, limit, ct);

        public IAsyncEnumerable<Telemetry> ReadRolloutAsync(string rollout, CancellationToken ct) => inner.ReadRolloutAsync(rollout, ct);

        public Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct) =>
            inner.AddOutcomesAsync(outcomes, ct);

        public bool HasHoles(string rollout) => inner.HasHoles(rollout);

        public Task FlushAsync(CancellationToken ct)
        {
            onFlush();
            return inner.FlushAsync(ct);
        }
    }

    /// <summary>Says when it is asked for the time.</summary>
    private sealed class Clock(Action onAsked) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            onAsked();
            return base.GetUtcNow();
        }

        public override long GetTimestamp()
        {
            onAsked();
            return base.GetTimestamp();
        }
    }
}
