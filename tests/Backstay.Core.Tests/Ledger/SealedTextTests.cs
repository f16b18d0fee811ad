using Backstay.Core.Ledger;

namespace Backstay.Core.Tests.Ledger;

public sealed class SealedTextTests
{
    private const string Text = "Weil es nötig war 😀";

    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void The_golden_text_has_the_golden_digest() => Assert.Equal(
        "1df553620fc64c5908b760a0c29166bca4496282c75f1be30e5c80fb9d2286c6",
        SealedText.Seal(Text, Salt).Value.Digest.ToHex());

    [Fact]
    public void Only_what_was_sealed_is_genuine()
    {
        var sealedText = SealedText.Seal(Text, Salt).Value;

        Assert.True(sealedText.IsGenuine());
        Assert.False((sealedText with { Text = Text + " " }).IsGenuine());
        Assert.False((sealedText with { Text = "\ud83d" }).IsGenuine());
        Assert.False((sealedText with { Salt = new byte[32] }).IsGenuine());
        Assert.False((sealedText with { Salt = Salt.AsMemory(1) }).IsGenuine());
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_because_utf8_cannot_say_it() =>
        Assert.Equal("text", SealedText.Seal("x\ud83d", Salt).Problem?.Field);

    [Fact]
    public void A_salt_of_another_length_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SealedText.Seal(Text, new byte[16]));
}
