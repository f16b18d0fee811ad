using Backstay.Storage.Telemetry;
using Backstay.Storage.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Faults;
using static Backstay.TestKit.Contracts.DecisionSamples;

namespace Backstay.Storage.Tests.Telemetry;

/// <summary>Who reads a rollout again must know where telemetry lost something of it.</summary>
public sealed class TelemetryHolesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_queue_makes_a_hole_in_the_rollouts_whose_records_it_lost()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("decisions");
        await using (var store = SqliteDecisionStore.Open(path, new StandingTime(), queue: 4))
        {
            for (var i = 0; i < 4; i++)
            {
                store.Record(Decision(i) with { Rollout = "whole-1" });
            }

            Assert.False(store.HasHoles("whole-1"));
            store.Record(Decision(5) with { Rollout = "holed-1" });
            store.Record(Shadow(6) with { Rollout = "holed-2" });
            store.Record(Decision(7) with { Rollout = null });
            Assert.True(store.HasHoles("holed-1"));
        }

        await using var again = SqliteDecisionStore.Open(path, TimeProvider.System);
        Assert.True(again.HasHoles("holed-1"));
        Assert.True(again.HasHoles("holed-2"));
        Assert.False(again.HasHoles("whole-1"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_full_disk_makes_a_hole_that_is_known_after_a_kill_though_the_disk_stayed_full()
    {
        using var disk = new SmallDisk(2);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(disk.FullPath, "decisions");
        await using var store = SqliteDecisionStore.Open(path, TimeProvider.System);
        store.Record(Decision(1) with { Rollout = "before-1" });
        await store.FlushAsync(Ct);
        disk.Fill();
        for (var i = 2; !store.HasHoles("holed-1"); i++)
        {
            store.Record(Decision(i) with { Rollout = "holed-1", FallbackReason = new string('x', 60_000) });
            await Task.Yield();
        }

        // What a killed process leaves: the file as it is now. Notes reach it right after the batch that failed.
        var copy = folder.File("copy");
        while (true)
        {
            File.Copy(path + ".holes", copy, overwrite: true);
            using var holes = TelemetryHoles.Open(copy, isNew: false, () => []);
            if (holes.Has("holed-1"))
            {
                Assert.False(holes.Has("before-1"));
                return;
            }

            await Task.Yield();
        }
    }

    [Fact]
    public void The_latest_rollouts_are_remembered()
    {
        using var folder = new TemporaryFolder();
        using (var holes = TelemetryHoles.Open(folder.File("holes"), isNew: true, () => []))
        {
            for (var i = 0; i < 2_000; i++)
            {
                holes.Note($"a-rollout-with-a-name-of-sixty-characters-or-so-as-endpoints-may-have-{i}");
            }

            holes.Keep();
            Assert.True(holes.Has("a-rollout-with-a-name-of-sixty-characters-or-so-as-endpoints-may-have-1999"));
            Assert.False(holes.Has("a-rollout-with-a-name-of-sixty-characters-or-so-as-endpoints-may-have-0"));
        }

        using var again = TelemetryHoles.Open(folder.File("holes"), isNew: true, () => []);
        Assert.True(again.Has("a-rollout-with-a-name-of-sixty-characters-or-so-as-endpoints-may-have-1999"));
    }

    [Fact]
    public void A_rollout_that_runs_is_remembered_however_many_ended_since()
    {
        using var folder = new TemporaryFolder();
        using (var holes = TelemetryHoles.Open(folder.File("holes"), isNew: true, () => ["running-1"]))
        {
            holes.Note("running-1");
            for (var i = 0; i < 3 * TelemetryHoles.MaxRollouts; i++)
            {
                holes.Note($"ended-{i}");
            }

            holes.Keep();
            Assert.Equal((true, true, false), (holes.Has("running-1"), holes.Has($"ended-{(3 * TelemetryHoles.MaxRollouts) - 1}"), holes.Has("ended-0")));
        }

        using var again = TelemetryHoles.Open(folder.File("holes"), isNew: false, () => ["running-1", "later-1"]);
        Assert.Null(again.Damage);
        Assert.Equal((true, false), (again.Has("running-1"), again.Has("later-1")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_more_run_than_there_is_room_for_all_have_holes(bool notesAreLost)
    {
        using var folder = new TemporaryFolder();
        string[] many = [.. Enumerable.Range(0, TelemetryHoles.MaxRollouts + 1).Select(i => $"running-{i}")];
        using (var holes = TelemetryHoles.Open(folder.File("holes"), isNew: !notesAreLost, () => many))
        {
            foreach (var rollout in notesAreLost ? [] : many)
            {
                holes.Note(rollout);
            }

            holes.Keep();
            Assert.All(many, rollout => Assert.True(holes.Has(rollout)));
        }

        using (var stillMany = TelemetryHoles.Open(folder.File("holes"), isNew: false, () => many))
        {
            Assert.All(many, rollout => Assert.True(stillMany.Has(rollout)));
        }

        using (var few = TelemetryHoles.Open(folder.File("holes"), isNew: false, () => ["running-7"]))
        {
            Assert.Contains("has no room", few.Damage, StringComparison.Ordinal);
            Assert.Equal((true, false), (few.Has("running-7"), few.Has("later-1")));
        }

        using var next = TelemetryHoles.Open(folder.File("holes"), isNew: false, () => ["running-7", "later-1"]);
        Assert.Null(next.Damage);
        Assert.Equal((true, false), (next.Has("running-7"), next.Has("later-1")));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("missing")]
    [InlineData("folder")]
    public async Task Where_nobody_can_read_the_notes_all_that_run_have_holes_and_what_begins_later_has_none(string how)
    {
        using var folder = new TemporaryFolder();
        var (path, notes) = (folder.File("decisions"), folder.File("decisions.holes"));
        await using (var store = SqliteDecisionStore.Open(path, TimeProvider.System))
        {
            store.Record(Decision(1) with { Rollout = "running-1" });
            await store.FlushAsync(Ct);
            Assert.Null(store.HolesUnknown);
        }

        File.Delete(notes);
        if (how == "garbage")
        {
            await File.WriteAllTextAsync(notes, new string('x', 8_192), Ct);
        }
        else if (how == "folder")
        {
            Directory.CreateDirectory(notes);
        }

        await using (var store = SqliteDecisionStore.Open(path, TimeProvider.System, running: () => ["running-1", "running-2"]))
        {
            Assert.Contains(notes, store.HolesUnknown, StringComparison.Ordinal);
            Assert.Equal((true, true, false), (store.HasHoles("running-1"), store.HasHoles("running-2"), store.HasHoles("later-1")));
            Assert.NotNull(await store.FindAsync(Id(1), Ct));
            Assert.Equal(how != "missing", Path.Exists(notes + ".damaged"));
        }

        await using var next = SqliteDecisionStore.Open(path, TimeProvider.System, running: () => ["running-2", "later-1"]);
        Assert.Null(next.HolesUnknown);
        Assert.Equal((true, true, false), (next.HasHoles("running-1"), next.HasHoles("running-2"), next.HasHoles("later-1")));
    }

    /// <summary>Who asks whether all is on the disk may read the notes of what is not: a backup does.</summary>
    [Fact]
    public async Task A_flush_is_answered_when_the_notes_are_kept()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("decisions");
        await using var store = SqliteDecisionStore.Open(path, TimeProvider.System, queue: 1);
        for (var i = 0; i < 100; i++)
        {
            while (!store.HasHoles($"holed-{i}"))
            {
                store.Record(Decision(i) with { Rollout = $"holed-{i}" }); // one waits to be written; the next is lost
            }

            await store.FlushAsync(Ct);

            var copy = folder.File($"copy-{i}");
            File.Copy(path + ".holes", copy);
            using var holes = TelemetryHoles.Open(copy, isNew: false, () => []);
            Assert.True(holes.Has($"holed-{i}"), $"Flush {i} was answered too early.");
        }
    }

    /// <summary>A disk that forbids the write: the loop that writes telemetry must not die of it, and leave all who ask waiting.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Notes_that_may_not_be_written_stand_as_long_as_the_process()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("decisions");
        await SqliteDecisionStore.Open(path, TimeProvider.System).DisposeAsync();

        using var probe = Probe.StartWithLoggedFault("pwrite64:error=EPERM", folder.File("calls"), [path + ".holes"], "holes", path);

        Assert.Equal(["noted"], await probe.ReadToEndAsync(Ct));
        Assert.Contains("(INJECTED)", await File.ReadAllTextAsync(folder.File("calls"), Ct), StringComparison.Ordinal);
    }
}
