using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Primitives;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["limit", "endpoint", "at", "direction", "minUnits"];

    [Theory]
    [InlineData("limt", "limit")]
    [InlineData("limits", "limit")]
    [InlineData("LIMIT", "limit")]
    [InlineData("endpiont", "endpoint")]
    [InlineData("min_units", "minUnits")]
    [InlineData("derection", "direction")]
    [InlineData("ta", "at")]
    public void Of_a_slip_of_the_finger_finds_what_was_meant(string written, string meant) =>
        Assert.Equal(meant, NearestName.Of(written, Known));

    [Theory]
    [InlineData("")]
    [InlineData("colour")]
    [InlineData("x")]
    [InlineData("end")]
    public void Of_something_else_finds_nothing(string written) => Assert.Null(NearestName.Of(written, Known));

    [Fact]
    public void Of_a_huge_name_or_no_names_finds_nothing()
    {
        Assert.Null(NearestName.Of(new string('a', 100_000), [new string('a', 100_000)]));
        Assert.Null(NearestName.Of("limit", []));
    }
}
