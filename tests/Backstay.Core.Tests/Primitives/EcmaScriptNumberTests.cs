using System.Globalization;
using System.Text;
using Backstay.Core.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Primitives;

public sealed class EcmaScriptNumberTests
{
    /// <summary>The number table of RFC 8785, appendix B.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void The_rfcs_number_table_holds(ulong bits, string expected) =>
        Assert.Equal(expected, Format(BitConverter.UInt64BitsToDouble(bits)));

    /// <summary>Places where shortest-digit algorithms are known to go wrong: powers of two, subnormals, ties.</summary>
    [Theory]
    [InlineData(5.684341886080802e-14, "5.684341886080802e-14")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    [InlineData(2.225073858507201e-308, "2.225073858507201e-308")]
    [InlineData(123456789012345680000d, "123456789012345680000")]
    [InlineData(2.9802322387695312e-8, "2.9802322387695312e-8")] // 2^-25; the runtime's "R" loses a digit
    [InlineData(4.1045368012983762e-289, "4.1045368012983762e-289")] // 2^-958, likewise
    [InlineData(1e-7, "1e-7")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(100, "100")]
    public void Hard_cases_are_written_as_ecmascript_writes_them(double value, string expected) =>
        Assert.Equal(expected, Format(value));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_json_cannot_say_is_a_bug_of_the_caller(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Format(value));

    [Fact]
    public void What_is_written_reads_as_the_same_double_again() =>
        Prop.ForAll(RandomJson.Seeds, seed =>
        {
            var value = BitConverter.Int64BitsToDouble(new Random(seed).NextInt64(long.MinValue, long.MaxValue)); // all exponents
            return !double.IsFinite(value) || double.Parse(Format(value), CultureInfo.InvariantCulture) == value;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Every_power_of_two_and_its_neighbours_read_as_the_same_double_again()
    {
        for (var power = double.Epsilon; power < double.MaxValue; power *= 2)
        {
            foreach (var value in new[] { Math.BitDecrement(power), power, Math.BitIncrement(power) })
            {
                Assert.Equal(value, double.Parse(Format(value), CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void The_exact_way_finds_the_digits_of_the_quick_way() =>
        Prop.ForAll(RandomJson.Seeds, seed =>
        {
            var value = Math.Abs(BitConverter.Int64BitsToDouble(new Random(seed).NextInt64(long.MinValue, long.MaxValue)));
            if (!double.IsFinite(value) || value == 0)
            {
                return true;
            }

            Span<byte> digits = stackalloc byte[17];
            var (count, exponent) = ShortestDecimal.Find(value, digits);
            var plain = Encoding.ASCII.GetString(digits[..count]).TrimStart('0') + "E" + (exponent - count);
            return double.Parse(plain, CultureInfo.InvariantCulture) == value
                && Format(value).Split('e')[0].Replace(".", "").Trim('0') == Encoding.ASCII.GetString(digits[..count]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static string Format(double value)
    {
        Span<byte> text = stackalloc byte[EcmaScriptNumber.MaxLength];
        return Encoding.ASCII.GetString(text[..EcmaScriptNumber.Format(value, text)]);
    }
}
