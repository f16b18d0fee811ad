using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Tests.Primitives.Growing;

public sealed class PackedJsonTests
{
    private const string Hex = "4b825dc642cb6eb9a060e54bf8d69288fbee49044b825dc642cb6eb9a060e54b";

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("""{"a":[],"b":{},"c":[[],{}],"d":[{"a":[1,-0.5,1e+30]}]}""")]
    [InlineData("""{"\"":"\\","a b":"\u0001é","ü":"\n"}""")]
    [InlineData($$"""["{{Hex}}","sha256:{{Hex}}","files-v1:{{Hex}}","sha257:{{Hex}}","{{Hex}}0"]""")]
    [InlineData("""["4B825DC642CB6EB9A060E54BF8D69288FBEE49044B825DC642CB6EB9A060E54B","zb825dc642cb6eb9a060e54bf8d69288fbee49044b825dc642cb6eb9a060e54b"]""")]
    [InlineData("""[true,false,null,"word","word","word"]""")]
    public void What_is_unpacked_is_what_was_packed(string canonical)
    {
        var pool = new WordPool();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(canonical, RoundTrip(canonical, pool).Unpacked);
        }
    }

    [Fact]
    public void The_deepest_document_that_is_read_comes_back()
    {
        var deep = new string('[', CanonicalJson.MaxDepth) + new string(']', CanonicalJson.MaxDepth);
        Assert.Equal(deep, RoundTrip(deep, new WordPool()).Unpacked);
    }

    [Fact]
    public void Random_documents_come_back_also_through_one_pool()
    {
        var pool = new WordPool();
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var canonical = Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(RandomJson.Spell(RandomJson.Value(random, depth: 5), random))).Value.Span);
            Assert.Equal(canonical, RoundTrip(canonical, pool).Unpacked);
        }
    }

    [Fact]
    public void Words_that_come_again_and_digests_take_little_room()
    {
        var pool = new WordPool();
        var canonical = $$"""{"content":"sha256:{{Hex}}","owner":"team-flights","why":"{{Hex}}"}""";
        RoundTrip(canonical, pool);
        RoundTrip(canonical, pool);
        Assert.InRange(RoundTrip(canonical, pool).Packed, 64, 80);
    }

    private static (string Unpacked, int Packed) RoundTrip(string canonical, WordPool pool)
    {
        var packed = new ByteBuffer();
        PackedJson.Pack(Encoding.UTF8.GetBytes(canonical), pool, packed);
        var unpacked = new ByteBuffer();
        PackedJson.Unpack(packed.Written, pool, unpacked);
        return (Encoding.UTF8.GetString(unpacked.Written), packed.Length);
    }
}
