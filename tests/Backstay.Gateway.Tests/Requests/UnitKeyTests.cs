using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Gateway.Requests;

namespace Backstay.Gateway.Tests.Requests;

public sealed class UnitKeyTests
{
    [Fact]
    public void A_units_digest_is_the_same_on_every_thread_whatever_was_hashed_before()
    {
        var secret = Encoding.UTF8.GetBytes("a key of twenty bytes");
        using var key = new UnitKey(secret);
        using var other = new UnitKey(new byte[GatewayOptions.MinUnitKeyBytes]);

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                var unit = $"unit-\u00e9-{i}";
                Assert.Equal(new Digest(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(unit))), key.DigestOf(unit));
                Assert.NotEqual(key.DigestOf(unit), other.DigestOf(unit));
            }
        });
    }
}
