using System.Text;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.Registry;

/// <summary>
/// The walker against the general readers: what it walks over without reading is what they would have taken, to the last byte,
/// and stands for the fact that they read.
/// </summary>
public sealed class VersionWalkerTests
{
    [Fact]
    public void It_walks_over_what_is_registered_and_leaves_what_has_escapes()
    {
        foreach (var fact in VersionRegisteredReaderTests.Facts())
        {
            var payload = VersionRegisteredReaderTests.Payload(fact);
            Assert.Equal(!payload.AsSpan().Contains((byte)'\\'), Walk([.. payload, .. ",\"seq\":1"u8]) is { } walked && walked.Payload.Span.SequenceEqual(payload));
        }
    }

    [Fact]
    public void Whatever_is_changed_it_takes_only_canonical_bytes_that_say_what_it_says()
    {
        var taken = 0;
        foreach (var payload in VersionRegisteredReaderTests.Facts().Select(VersionRegisteredReaderTests.Payload))
        {
            for (var i = 0; i < payload.Length; i++)
            {
                foreach (var other in VersionRegisteredReaderTests.Mutations(payload, i))
                {
                    if (Walk(other) is not { } walked || walked.Payload.Length != other.Length)
                    {
                        continue;
                    }

                    taken++;
                    Assert.True(EntryCodec.CheckPayload(other) is null, Encoding.UTF8.GetString(other));
                    var fact = JsonSerializer.Deserialize(other, RegistryJson.Default.VersionRegistered);
                    Assert.NotNull(fact);
                    Assert.True(other.AsSpan().SequenceEqual(VersionRegisteredReaderTests.Payload(fact)), Encoding.UTF8.GetString(other));
                    Assert.Equal((fact.Version, fact.Content, fact.Size, fact.FileCount), (walked.Version, walked.Content, walked.Size, walked.FileCount));
                }
            }
        }

        Assert.True(taken > 100, "the changes were too harsh to say anything");
    }

    [Fact]
    public void A_version_that_refers_to_another_content_than_the_registered_one_keeps_what_it_says()
    {
        var world = Sample.World();
        var fact = (VersionRegistered)world.Accept(Sample.Register("model/flights@1.0.0", inputs: Sample.Training))[0].Fact;
        var other = fact with
        {
            Version = Sample.Id("model/flights@2.0.0"),
            Inputs = fact.Inputs with { Data = [fact.Inputs.Data[0] with { Digest = Sample.ContentOf("something else") }] },
        };
        var walked = Walk(VersionRegisteredReaderTests.Payload(other));
        Assert.NotNull(walked);
        var extended = world.State.Registry.Settle().Extend(new EntryHead(99, DateTimeOffset.UnixEpoch, new Actor("ann", null, null)), walked, default);
        Assert.Equal(VersionRegisteredReaderTests.Payload(other), VersionRegisteredReaderTests.Payload(extended[other.Version].Fact));
    }

    private static WalkedVersion? Walk(byte[] bytes) => VersionWalker.TryWalk(bytes, out _) as WalkedVersion;
}
