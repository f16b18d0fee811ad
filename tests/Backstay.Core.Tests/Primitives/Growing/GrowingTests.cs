using System.Globalization;
using System.Text;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Tests.Primitives.Growing;

public sealed class GrowingTests
{
    private const int Many = 20_000;

    [Fact]
    public void Every_element_is_found_at_every_length()
    {
        var (list, index, bytes) = (new GrowingList<int>(), new GrowingIndex(), new GrowingBytes());
        var places = new List<BytesPlace>();
        for (var i = 0; i < Many; i++)
        {
            Assert.DoesNotContain(i, Candidates(index, i));
            Assert.Equal(i, list.Add(3 * i));
            index.Add(HashOf(i), i);
            places.Add(bytes.Add(Text(i)));
            var earlier = i * 7 / 11;
            Assert.Equal(3 * earlier, list[earlier]);
            Assert.Contains(earlier, Candidates(index, earlier));
            Assert.True(bytes.Read(places[earlier]).SequenceEqual(Text(earlier)));
        }
    }

    [Fact]
    public void An_element_that_is_changed_is_changed_also_after_the_list_grew()
    {
        var list = new GrowingList<int>();
        for (var i = 0; i < Many; i++)
        {
            list.Add(0);
            list.Change(i / 2) += 1;
        }

        Assert.All(Enumerable.Range(0, Many / 2), i => Assert.Equal(2, list[i]));
    }

    [Fact]
    public async Task Who_was_told_of_an_element_finds_it_while_others_are_added()
    {
        var list = new GrowingList<int>();
        var told = 0;
        var reader = Task.Run(() =>
        {
            for (var seen = 0; seen < Many;)
            {
                seen = Volatile.Read(ref told);
                for (var i = Math.Max(0, seen - 100); i < seen; i++)
                {
                    Assert.Equal(i + 1, list[i]);
                }
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Many; i++)
        {
            list.Add(i + 1);
            Volatile.Write(ref told, i + 1);
        }

        await reader;
    }

    [Fact]
    public void Words_that_come_again_are_known_however_many_came_once()
    {
        var pool = new WordPool();
        for (var i = 0; i < Many; i++)
        {
            Assert.Null(pool.AddIfSeen(Text(i)));
        }

        Assert.Null(pool.AddIfSeen("again"u8));
        Assert.NotNull(pool.AddIfSeen("again"u8));
    }

    /// <summary>A simulated world folds dozens of states, a test thousands, and each has many of these.</summary>
    [Fact]
    public void What_is_nearly_empty_takes_little_room()
    {
        Fill();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 20_000);

        static void Fill()
        {
            new GrowingList<decimal>().Add(1);
            new GrowingIndex().Add(1, 1);
            new GrowingBytes().Add("some"u8);
            new WordPool().Add("some"u8);
            new StringPool().Add("some");
        }
    }

    private static List<int> Candidates(GrowingIndex index, int row)
    {
        var found = new List<int>();
        foreach (var candidate in index.Find(HashOf(row)))
        {
            found.Add(candidate);
        }

        return found;
    }

    private static ulong HashOf(int row) => GrowingIndex.Spread(row * 31);

    private static byte[] Text(int i) => Encoding.UTF8.GetBytes(i.ToString("x", CultureInfo.InvariantCulture));
}
