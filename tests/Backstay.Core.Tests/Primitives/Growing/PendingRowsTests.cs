using Backstay.Core.Primitives.Growing;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Primitives.Growing;

using Rows = PendingRows<string, int>;

public sealed class PendingRowsTests
{
    /// <summary>Each step adds to any of the views that there are, so that they branch, or skips some rows of it.</summary>
    private static Gen<(int From, string Key, int Skip)> Steps =>
        from back in Gen.Choose(0, 3)
        from key in Gen.Elements("a", "b", "c")
        from skip in Gen.Elements(0, 0, 0, 1, 2)
        select (back, key, skip);

    [Fact]
    public void Every_view_stays_as_a_plain_list_would() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var views = new List<(Rows Rows, List<(string Key, int Value)> Plain)> { (Rows.Empty, []) };
        var value = 0;
        foreach (var (back, key, skip) in steps)
        {
            var (rows, plain) = views[Math.Max(0, views.Count - 1 - back)];
            value++;
            views.Add(skip > 0 ? (rows.Skip(skip), [.. plain.Skip(skip)]) : (rows.Add(key, value), [.. plain, (key, value)]));
        }

        foreach (var (rows, plain) in views)
        {
            Assert.Equal(plain.Count, rows.Count);
            Assert.Equal(plain.Select(row => row.Value), rows.InOrder);
            foreach (var key in new[] { "a", "b", "c", "d" })
            {
                Assert.Equal(plain.Where(row => row.Key == key).Select(row => row.Value), rows.Of(key));
                Assert.Equal(plain.FindLastIndex(row => row.Key == key), rows.Find(key));
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rows_behind_a_view_are_none_of_its()
    {
        var one = Rows.Empty.Add("a", 1);
        one.Add("b", 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => one[1]);
        Assert.Equal(-1, one.Find("b"));
    }

    [Fact]
    public void What_was_committed_long_ago_is_let_go()
    {
        var rows = Rows.Empty;
        for (var i = 0; i < 5_000; i++)
        {
            rows = rows.Add("key", i).Add("key", i).Skip(i == 0 ? 0 : 2);
        }

        Assert.Equal([4_999, 4_999], rows.Of("key"));
        Assert.Equal(1, rows.Find("key"));
    }
}
