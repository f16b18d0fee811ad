using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Backstay.Core.Primitives;

/// <summary>
/// Writes canonical JSON whose form is known: the caller names the members in their canonical order and puts the punctuation,
/// this writes the values. What has no canonical form (half a surrogate pair, a number that no double holds) makes the document
/// unsound; then somebody slower has to say what is wrong.
/// </summary>
internal ref struct CanonicalWriter(ByteBuffer to)
{
    private const int LongestInteger = 20;

    public bool IsSound { get; private set; } = true;

    /// <summary>Names and punctuation.</summary>
    public readonly void Raw(ReadOnlySpan<byte> json) => to.Append(json);

    public void Text(string? text)
    {
        if (text is null)
        {
            Raw("null"u8);
        }
        else
        {
            IsSound &= CanonicalString.TryAppend(to, text);
        }
    }

    public readonly void Integer(long value)
    {
        value.TryFormat(to.Reserve(LongestInteger), out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <summary>64 hexadecimal digits in quotation marks.</summary>
    public readonly void Hex(Digest digest)
    {
        to.Append((byte)'"');
        Digits(digest);
        to.Append((byte)'"');
    }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits.</summary>
    public readonly void Digest(Digest? digest)
    {
        if (digest is { } present)
        {
            Raw("\"sha256:"u8);
            Digits(present);
            to.Append((byte)'"');
        }
        else
        {
            Raw("null"u8);
        }
    }

    public readonly void Content(ContentDigest content)
    {
        Raw(content.Scheme == ContentScheme.Files ? "\"files-v1:"u8 : "\"sha256:"u8);
        Digits(content.Digest);
        to.Append((byte)'"');
    }

    /// <summary>A parsed value in its canonical form, whatever the form that it came in.</summary>
    public void Element(JsonElement? element)
    {
        if (element is not { } present)
        {
            Raw("null"u8);
            return;
        }

        var scratch = CanonicalJsonScratch.Take();
        IsSound &= CanonicalJsonRewriter.RewriteDocument(JsonMarshal.GetRawUtf8Value(present), scratch) is null;
        Raw(scratch.Output.Written);
    }

    /// <summary>Text of ASCII letters, digits and punctuation that needs no escape, without quotation marks.</summary>
    public readonly void Ascii(string text)
    {
        var room = to.Reserve(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            room[i] = (byte)text[i];
        }

        to.Advance(text.Length);
    }

    private readonly void Digits(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Primitives.Digest.Size];
        digest.CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, to.Reserve(2 * Primitives.Digest.Size), out var written);
        to.Advance(written);
    }
}
