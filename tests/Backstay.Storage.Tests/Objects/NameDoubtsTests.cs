using Backstay.Core.Primitives;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Storage.Tests.Objects;

/// <summary>What one sync of a folder that failed says of the other names in it.</summary>
public sealed class NameDoubtsTests
{
    private static readonly Digest A = Digest.Parse(new string('a', 64));
    private static readonly Digest Neighbour = Digest.Parse("aa" + new string('b', 62));
    private static readonly Digest Elsewhere = Digest.Parse(new string('c', 64));

    private readonly NameDoubts _doubts = new();

    [Fact]
    public void A_name_is_in_doubt_from_before_its_rename_until_its_sync()
    {
        Assert.False(_doubts.Has(A));
        var begun = _doubts.Begin(A);
        Assert.True(_doubts.Has(A));

        Assert.True(_doubts.TrySettle(A, begun));

        Assert.False(_doubts.Has(A));
    }

    /// <summary>The neighbour was renamed before the failure; its own sync, after it, answers success whatever was lost.</summary>
    [Fact]
    public void A_failed_sync_leaves_its_neighbours_under_way_in_doubt_until_they_are_named_anew()
    {
        var (neighbour, elsewhere) = (_doubts.Begin(Neighbour), _doubts.Begin(Elsewhere));
        _doubts.Begin(A);
        _doubts.NoteFailedSync(A);

        Assert.False(_doubts.TrySettle(Neighbour, neighbour));
        Assert.True(_doubts.TrySettle(Elsewhere, elsewhere));

        Assert.Equal((true, true, false), (_doubts.Has(A), _doubts.Has(Neighbour), _doubts.Has(Elsewhere)));
        Assert.True(_doubts.TrySettle(Neighbour, _doubts.Begin(Neighbour)));
        Assert.True(_doubts.TrySettle(A, _doubts.Begin(A)));
        Assert.Equal((false, false), (_doubts.Has(A), _doubts.Has(Neighbour)));
    }

    [Fact]
    public void A_shard_that_could_not_be_synced_at_the_start_is_unsynced_and_no_other()
    {
        _doubts.NoteUnsynced(0xaa);

        Assert.Equal((true, true, false), (_doubts.IsUnsynced(A), _doubts.IsUnsynced(Neighbour), _doubts.IsUnsynced(Elsewhere)));
        Assert.False(_doubts.Has(A)); // what it names is served
    }

    [Fact]
    public void A_name_that_was_synced_before_the_failure_is_not_in_doubt()
    {
        _doubts.TrySettle(Neighbour, _doubts.Begin(Neighbour));

        _doubts.Begin(A);
        _doubts.NoteFailedSync(A);

        Assert.False(_doubts.Has(Neighbour));
    }

    [Fact]
    public void Two_puts_of_one_object_both_come_through()
    {
        var (first, second) = (_doubts.Begin(A), _doubts.Begin(A));

        Assert.True(_doubts.TrySettle(A, first));
        Assert.True(_doubts.TrySettle(A, second));
    }

    [Fact]
    public void A_failed_sync_puts_an_object_in_doubt_that_another_put_brought_in()
    {
        var first = _doubts.Begin(A);
        _doubts.Begin(A);
        _doubts.TrySettle(A, first);

        _doubts.NoteFailedSync(A);

        Assert.True(_doubts.Has(A));
    }

    /// <summary>A put that begins while somebody looks gives the name that is seen, before its sync failed.</summary>
    [Fact]
    public void What_comes_into_doubt_while_somebody_looks_is_not_seen_and_let_go()
    {
        var opened = new MemoryStream();

        var seen = _doubts.See(A, () =>
        {
            _doubts.Begin(A);
            _doubts.NoteFailedSync(A);
            return opened;
        });

        Assert.Null(seen);
        Assert.False(opened.CanRead);
        Assert.Equal("sound", _doubts.See(Elsewhere, () => "sound"));
        Assert.Null(_doubts.See<string>(Elsewhere, () => null));
    }
}
