using System.Text;
using Backstay.Core.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Primitives;

/// <summary>Objects that are walked at once against the general reader, which is the judge of what is canonical.</summary>
public sealed class CanonicalWalkTests
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "01", "1.", ".1", "1.0", "1.10", "0.1", "-0.1", "00.1", "0.000001", "0.0000001", "0.00000123", "123.456", "1e5", "1E5", "1e21",
        "123456789012345", "1234567890123456", "9007199254740993", "0.1234567890123456789", "1234567.12345678", "12345678.12345678", "-", "", "1-", "0x1", "100000000000000000000000",
    ];

    private static readonly string[] Texts = ["\"\"", "\"a\"", "\"é\"", "\"\\u0061\"", "\"\\n\"", "\"a\nb\"", "\"open", "a", "null", "true", "{}", "[1]"];

    private static Gen<string> Members =>
        from name in Gen.Elements("\"a\"", "\"b\"", "\"ab\"", "\"\"", "\"é\"", "\"\\\"\"", "\"B\"", "a")
        from value in Gen.OneOf(Gen.Elements(Numbers), Gen.Elements(Texts))
        from colon in Gen.Frequency((20, Gen.Constant(":")), (1, Gen.Constant(" : ")))
        select name + colon + value;

    [Fact]
    public void An_object_is_walked_over_exactly_where_it_is_canonical() =>
        Prop.ForAll(Members.ListOf().ToArbitrary(), members =>
        {
            AssertSame("{" + string.Join(",", members.Take(4)) + "}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_number_and_text_is_judged_as_the_general_reader_does() =>
        Assert.All(Numbers.Concat(Texts), value => AssertSame($$"""{"a":{{value}}}"""));

    [Fact]
    public void An_object_of_texts_takes_no_other_value()
    {
        Assert.True(IsObjectOfTexts("""{"a":"1","b":"x"}"""));
        Assert.True(IsObjectOfTexts("{}"));
        Assert.False(IsObjectOfTexts("""{"a":1}"""));
        Assert.False(IsObjectOfTexts("""{"b":"1","a":"1"}"""));
        Assert.False(IsObjectOfTexts("""{"a":"1","a":"1"}"""));
    }

    [Fact]
    public void A_value_that_was_met_before_is_known_again_but_only_whole()
    {
        var known = new RecentValues();
        var checks = 0;
        Assert.Equal(7, Pass("""{"a":1},"""));
        Assert.Equal(7, Pass("""{"a":1}}"""));
        Assert.Equal(1, checks);
        Assert.Equal(8, Pass("""{"a":12},"""));
        Assert.Equal(0, Pass("""{"a":01},"""));
        Assert.Equal(2, checks);

        int Pass(string json)
        {
            var walk = new CanonicalWalk(Encoding.UTF8.GetBytes(json));
            walk.Value(known, _ => ++checks > 0);
            return walk.IsSound ? walk.At : 0;
        }
    }

    private static void AssertSame(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var walk = new CanonicalWalk(bytes);
        walk.Object();
        Assert.True((walk.IsSound && walk.At == bytes.Length) == CanonicalJson.Check(bytes) is null, json);
    }

    private static bool IsObjectOfTexts(string json)
    {
        var walk = new CanonicalWalk(Encoding.UTF8.GetBytes(json));
        walk.ObjectOfTexts();
        return walk.IsSound && walk.Rest.IsEmpty;
    }
}
