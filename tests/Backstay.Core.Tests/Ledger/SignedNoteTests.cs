using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

public sealed class SignedNoteTests
{
    // Key and signature were made with OpenSSL over the CT reference tree's root of size 8.
    private const string GoldenKey =
        "backstay/acme/default+f72d0c98+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKphJBYivVq3Xq3Sw2yYUp9ORgSlSrgs59+oHLs02NmGruAGaygDhD5p9sIuP0nBEPi2lOeTPGjfX9Uy37nl7YU=";

    private const string GoldenNote =
        "backstay/acme/default\n8\n3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\n"
        + "— backstay/acme/default 9y0MmDBFAiEA0z/4DV1vV24MD4l7ZTUXuSSqYKIrb/vWl75v8lXg8soCIBfMyfuarX1oKlA8DKN/Gn0mWntujWfysYwyeIsc+txu\n";

    private static readonly Checkpoint GoldenCheckpoint = new(
        "backstay/acme/default", 8, Digest.Parse("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"));

    [Fact]
    public void The_golden_note_verifies_and_reads_as_its_checkpoint()
    {
        using var key = CheckpointVerifier.Parse(GoldenKey).Value;
        var note = SignedNote.Parse(GoldenNote).Value;

        Assert.Equal(GoldenNote, note.ToString());
        Assert.Equal(GoldenKey, key.ToString());
        Assert.Equal(0xf72d0c98u, key.KeyId);
        Assert.Same(key, Assert.Single(note.Verify([key]).Value));
        Assert.Equal(GoldenCheckpoint, Checkpoint.Parse(note.Text).Value);
        Assert.Equal(note.Text, GoldenCheckpoint.ToText());
    }

    [Fact]
    public void Every_flipped_bit_of_the_golden_note_is_noticed()
    {
        using var key = CheckpointVerifier.Parse(GoldenKey).Value;
        var bytes = Encoding.UTF8.GetBytes(GoldenNote);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            string text;
            try
            {
                text = strict.GetString(changed);
            }
            catch (DecoderFallbackException)
            {
                continue; // no text, so no note
            }

            Assert.False(SignedNote.Parse(text).Then(note => note.Verify([key])).IsOk, $"bit {bit}");
        }
    }

    [Fact]
    public void A_new_key_signs_der_and_survives_its_pem()
    {
        using var signer = CheckpointSigner.Create(GoldenCheckpoint.Origin).Value;
        using var again = CheckpointSigner.FromPem(signer.Name, signer.ExportPem()).Value;
        using var key = CheckpointVerifier.Parse(again.Verifier.ToString()).Value;

        var note = again.Sign(GoldenCheckpoint).Value;
        var signature = note.Signatures[0];

        Assert.True(SignedNote.Parse(note.ToString()).Value.Verify([key]).IsOk);
        Assert.Equal(0x30, signature.Signature.Span[0]); // a DER sequence
        var publicKey = Convert.FromBase64String(key.ToString().Split('+', 3)[2])[1..]; // behind the byte of its type
        Assert.Equal(signature.KeyId, BitConverter.ToUInt32([.. SHA256.HashData(publicKey)[..4].Reverse()]));
        Assert.NotEqual(GoldenKey, key.ToString());
    }

    [Fact]
    public void Unknown_keys_are_ignored_but_a_known_key_must_fit_and_one_must_have_signed()
    {
        using var ours = CheckpointSigner.Create("ours").Value;
        using var witness = CheckpointSigner.Create("witness").Value;
        using var stranger = CheckpointSigner.Create("stranger").Value;
        var text = GoldenCheckpoint.ToText();
        var fromOurs = ours.Sign(GoldenCheckpoint).Value.Signatures[0];
        var fromWitness = witness.Sign(GoldenCheckpoint).Value.Signatures[0];
        var wrong = fromWitness with { Signature = witness.Sign(GoldenCheckpoint with { Size = 9 }).Value.Signatures[0].Signature };
        var many = Enumerable.Repeat(fromWitness, 15).Append(fromOurs).ToList();

        Assert.Equal(16, SignedNote.Create(text, many).Value.Signatures.Count);
        Assert.True(SignedNote.Create(text, many).Value.Verify([ours.Verifier]).IsOk);
        Assert.Equal(2, SignedNote.Create(text, many).Value.Verify([ours.Verifier, witness.Verifier]).Value.Count);
        Assert.Equal("note-unsigned", SignedNote.Create(text, many).Value.Verify([stranger.Verifier]).Problem?.Code);
        Assert.Equal("note-signature-wrong", SignedNote.Create(text, [fromOurs, wrong]).Value.Verify([ours.Verifier, witness.Verifier]).Problem?.Code);
        Assert.True(SignedNote.Create(text, [fromOurs, wrong]).Value.Verify([ours.Verifier]).IsOk);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAAA")] // no last line feed
    [InlineData("text\n— name AAAAAAAA\n")] // no blank line
    [InlineData("\n\n— name AAAAAAAA\n")] // no text
    [InlineData("text\n\n- name AAAAAAAA\n")]
    [InlineData("text\n\n—name AAAAAAAA\n")]
    [InlineData("text\n\n— na+me AAAAAAAA\n")]
    [InlineData("text\n\n— na\u00a0me AAAAAAAA\n")]
    [InlineData("text\n\n—  AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAA\n")] // no room for a signature
    [InlineData("text\n\n— name AAAAAA\n")] // not padded
    [InlineData("text\n\n— name AAAAAAB=\n")] // stray bits
    [InlineData("text\n\n— name AAAAAAAA more\n")]
    [InlineData("te\rxt\n\n— name AAAAAAAA\n")]
    public void What_is_no_note_is_refused(string note) => Assert.Equal("invalid-note", SignedNote.Parse(note).Problem?.Code);

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => // an attribute's argument can't hold it
        Assert.Equal("invalid-note", SignedNote.Parse("te\ud800xt\n\n— name AAAAAAAA\n").Problem?.Code);

    [Fact]
    public void A_text_may_hold_blank_lines_and_notes_have_limits()
    {
        Assert.Equal("a\n\nb\n", SignedNote.Parse("a\n\nb\n\n— name AAAAAAAA\n").Value.Text);
        Assert.Equal(ProblemKind.TooLarge, SignedNote.Parse(new string('a', SignedNote.MaxBytes + 1)).Problem?.Kind);
        var lines = string.Concat(Enumerable.Repeat("— name AAAAAAAA\n", SignedNote.MaxSignatures));
        Assert.True(SignedNote.Parse("a\n\n" + lines).IsOk);
        Assert.Equal(ProblemKind.TooLarge, SignedNote.Parse("a\n\n" + lines + "— name AAAAAAAA\n").Problem?.Kind);
    }

    [Theory]
    [InlineData("o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n 1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n")]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n1\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.Equal("invalid-checkpoint", Checkpoint.Parse(text).Problem?.Code);

    [Fact]
    public void Extension_lines_are_kept()
    {
        const string Text = "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\nlines\n";

        var checkpoint = Checkpoint.Parse(Text).Value;

        Assert.Equal(new Checkpoint("o", 0, MerkleHash.Empty) { Extensions = "more\nlines\n" }, checkpoint);
        Assert.Equal(Text, checkpoint.ToText());
    }

    [Fact]
    public void An_origin_names_installation_and_workspace()
    {
        Assert.Equal("backstay/acme/default", Checkpoint.OriginOf("acme", "default").Value);
        Assert.Equal("installation", Checkpoint.OriginOf("a/b", "default").Problem?.Field);
        Assert.Equal("workspace", Checkpoint.OriginOf("acme", "a b").Problem?.Field);
    }

    [Fact]
    public void Keys_of_other_kinds_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.False(CheckpointSigner.FromPem("name", other.ExportPkcs8PrivateKeyPem()).IsOk);
        Assert.False(CheckpointSigner.FromPem("name", ours.ExportSubjectPublicKeyInfoPem()).IsOk);
        Assert.False(CheckpointSigner.FromPem("name", "no key").IsOk);
        Assert.False(CheckpointSigner.FromPem("name", PemEncoding.WriteString("PRIVATE KEY", [1, 2, 3])).IsOk);
        Assert.False(CheckpointSigner.FromPem("na me", ours.ExportPkcs8PrivateKeyPem()).IsOk);
        Assert.False(CheckpointSigner.Create("").IsOk);
        Assert.False(CheckpointVerifier.Create("name", other.ExportSubjectPublicKeyInfo()).IsOk);
        Assert.False(CheckpointVerifier.Create("name", (byte[])[.. ours.ExportSubjectPublicKeyInfo(), 0]).IsOk);
        Assert.False(CheckpointVerifier.Parse(GoldenKey.Replace("f72d0c98", "f72d0c99", StringComparison.Ordinal)).IsOk);
        Assert.False(CheckpointVerifier.Parse(GoldenKey.Replace("f72d0c98", "F72D0C98", StringComparison.Ordinal)).IsOk);
        Assert.False(CheckpointVerifier.Parse(GoldenKey.Replace("+Aj", "+Bj", StringComparison.Ordinal)).IsOk);
        Assert.False(CheckpointVerifier.Parse("name").IsOk);
    }
}
