using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.Registry;

/// <summary>The quick reader against the serialiser: the same fact, or none of its business.</summary>
public sealed class VersionRegisteredReaderTests
{
    internal static IEnumerable<VersionRegistered> Facts()
    {
        var world = Sample.World();
        foreach (var version in world.State.Registry.All)
        {
            yield return version.Fact;
        }

        yield return (VersionRegistered)world.Accept(Sample.Register("model/flights@1.0.0-rc.1", inputs: Sample.Training))[0].Fact;
        yield return (VersionRegistered)world.Accept(Sample.Register("model/flights@2.0.0", inputs: Sample.Training with
        {
            DerivedFrom = [Sample.Id("dataset/flights@1.0.0")],
            Code = Sample.Code with { Dirty = Sample.DigestOf("difference"), EntryPoint = "tr\"ain\\ü.py" },
        }) with
        { Supersedes = Sample.Id("model/flights@1.0.0-rc.1"), Owner = "a long owner whose name is far beyond what anybody would want to keep for ever" })[0].Fact;
    }

    [Fact]
    public void It_reads_what_the_serialiser_reads()
    {
        foreach (var fact in Facts())
        {
            var payload = Payload(fact);
            for (var twice = 0; twice < 2; twice++)
            {
                var read = VersionRegisteredReader.TryRead(payload);
                Assert.NotNull(read);
                Assert.Equal(payload, Payload(read));
            }
        }
    }

    [Fact]
    public void Whatever_is_changed_it_never_reads_anything_else()
    {
        var known = 0;
        foreach (var fact in Facts())
        {
            var payload = Payload(fact);
            for (var i = 0; i < payload.Length; i++)
            {
                foreach (var other in Mutations(payload, i))
                {
                    var quick = VersionRegisteredReader.TryRead(other);
                    if (quick is not null)
                    {
                        known++;
                        Assert.True(Payload(Serialiser(other)).SequenceEqual(Payload(quick)), Encoding.UTF8.GetString(other));
                    }
                }
            }
        }

        Assert.True(known > 100, "the changes were too harsh to say anything");
    }

    internal static IEnumerable<byte[]> Mutations(byte[] payload, int at)
    {
        foreach (var value in "0aA\"{}[],:n-9 \\"u8.ToArray())
        {
            var changed = (byte[])payload.Clone();
            changed[at] = value;
            yield return changed;
        }

        yield return [.. payload[..at], .. payload[(at + 1)..]];
        yield return [.. payload[..at], .. "null"u8, .. payload[at..]];
    }

    internal static byte[] Payload(VersionRegistered fact) =>
        CanonicalJson.Write(writer => JsonSerializer.Serialize(writer, fact, RegistryJson.Default.VersionRegistered)).Value.ToArray();

    private static VersionRegistered Serialiser(byte[] payload) =>
        JsonSerializer.Deserialize(payload, RegistryJson.Default.VersionRegistered) ?? throw new JsonException("null");
}
