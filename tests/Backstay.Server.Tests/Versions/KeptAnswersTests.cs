using Backstay.Server.Versions;

namespace Backstay.Server.Tests.Versions;

public sealed class KeptAnswersTests
{
    private const int Bytes = 1000;

    [Fact]
    public void What_was_kept_is_found_by_its_position()
    {
        var kept = Many();

        Keep(kept, 1);

        Assert.Equal((byte)1, kept.Find(1)![0]);
        Assert.Null(kept.Find(2));
    }

    [Fact]
    public void The_first_answer_of_a_position_stays()
    {
        var kept = Many();
        var first = new byte[Bytes];
        kept.Keep(1, first, kept.Forgotten);

        kept.Keep(1, new byte[Bytes], kept.Forgotten);

        Assert.Same(first, kept.Find(1));
    }

    [Fact]
    public void However_many_come_they_take_no_more_than_the_bound()
    {
        var kept = Many();

        for (var position = 1; position <= 10_000; position++)
        {
            Keep(kept, position);
        }

        var found = Enumerable.Range(1, 10_000).Where(position => kept.Find(position) is not null).ToList();
        Assert.InRange(found.Count * Bytes, 50 * Bytes, 100 * Bytes);
        Assert.Equal(10_000, found[^1]);
    }

    [Fact]
    public void What_is_asked_for_stays_while_others_go()
    {
        var kept = Many();

        for (var position = 1; position <= 10_000; position++)
        {
            Keep(kept, position);
            Assert.NotNull(kept.Find(1));
        }
    }

    [Fact]
    public void What_nobody_asks_for_any_more_goes()
    {
        var kept = Many();
        Keep(kept, 1);
        Assert.NotNull(kept.Find(1));

        for (var position = 2; position <= 1_000; position++)
        {
            Keep(kept, position);
        }

        Assert.Null(kept.Find(1));
    }

    [Fact]
    public void An_answer_that_would_push_out_many_is_not_kept()
    {
        var kept = Many();

        kept.Keep(1, new byte[(Bytes * 2) + 1], kept.Forgotten);

        Assert.Null(kept.Find(1));
    }

    [Fact]
    public void What_was_forgotten_is_not_found_and_leaves_room_for_others()
    {
        var kept = Many();
        for (var position = 1; position <= 10_000; position++)
        {
            Keep(kept, position);
            kept.Forget(position);
            Assert.Null(kept.Find(position));
        }

        Keep(kept, 1);

        Assert.NotNull(kept.Find(1));
    }

    [Fact]
    public void What_was_read_before_something_was_forgotten_is_not_kept()
    {
        var kept = Many();
        var before = kept.Forgotten;

        kept.Forget(1); // a text is erased while somebody writes the answer that still has it
        kept.Keep(1, new byte[Bytes], before);

        Assert.Null(kept.Find(1));
    }

    /// <summary>Room for not quite a hundred of <see cref="Bytes"/>, and a largest answer of twice that.</summary>
    private static KeptAnswers Many() => new(maxBytes: 100 * Bytes, largest: 2 * Bytes);

    private static void Keep(KeptAnswers kept, int position)
    {
        var answer = new byte[Bytes];
        answer[0] = (byte)position;
        kept.Keep(position, answer, kept.Forgotten);
    }
}
