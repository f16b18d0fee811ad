using System.Buffers.Binary;
using System.Collections.Concurrent;
using Backstay.Server.Node;

namespace Backstay.Server.Tests.Node;

public sealed class SystemIdSourceTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 16, 0, 0, 123, TimeSpan.Zero);
    private readonly SystemIdSource _ids = new();

    [Fact]
    public void An_id_says_its_version_and_its_instant()
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 1_000; i++)
        {
            var id = _ids.NewId(At);

            Assert.Equal((7, 0b10), (id.Version, id.Variant >> 2));
            Assert.True(id.TryWriteBytes(bytes, bigEndian: true, out _));
            Assert.Equal(At.ToUnixTimeMilliseconds(), BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
        }
    }

    [Fact]
    public void No_bytes_are_given_out_twice_on_any_thread()
    {
        const int Threads = 4;
        const int Each = 10_000;
        var chance = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);

        Parallel.For(0, Threads, _ =>
        {
            for (var i = 0; i < Each; i++)
            {
                // The last eight bytes are chance but for two bits: drawn again, they would repeat.
                chance.TryAdd(_ids.NewId(At).ToString("N")[16..], true);
            }
        });

        Assert.Equal(Threads * Each, chance.Count);
    }

    [Fact]
    public void Every_bit_of_chance_varies()
    {
        var ones = new int[128];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 2_000; i++)
        {
            Assert.True(_ids.NewId(At).TryWriteBytes(bytes, bigEndian: true, out _));
            for (var bit = 0; bit < ones.Length; bit++)
            {
                ones[bit] += (bytes[bit / 8] >> (7 - (bit % 8))) & 1;
            }
        }

        // 48 bits of time, then version and variant, stand; 1,000 of 2,000 is expected elsewhere, 200 are 9 standard deviations.
        int[] chance = [.. Enumerable.Range(52, 12), .. Enumerable.Range(66, 62)];
        Assert.All(chance, bit => Assert.InRange(ones[bit], 800, 1_200));
    }

    [Fact]
    public void An_instant_before_1970_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ids.NewId(DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));
}
