using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Backstay.Core.Primitives;

/// <summary>
/// Walks bytes whose form is known from front to back, and takes nothing that is not in its canonical spelling: what it has
/// walked over to the end is canonical JSON, and need not be read again to know that. What is canonical but rare (escapes in a
/// text, numbers with an exponent) it may not take; then <see cref="IsSound"/> turns false as for what is wrong, and somebody
/// slower has to look.
/// </summary>
internal ref struct CanonicalWalk(ReadOnlyMemory<byte> bytes)
{
    private const int HexDigits = 2 * Primitives.Digest.Size;

    private static readonly SearchValues<byte> EndsPlainText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _span = bytes.Span;

    public bool IsSound { get; private set; } = true;

    /// <summary>How many bytes it has walked.</summary>
    public int At { get; private set; }

    public readonly ReadOnlySpan<byte> Rest => _span[At..];

    /// <summary>What was walked since <paramref name="start"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public readonly ReadOnlyMemory<byte> Since(int start) => bytes[start..At];

    /// <summary>These very bytes come next.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Expect(ReadOnlySpan<byte> literal) => IsSound = TryPass(literal);

    /// <summary>Passes these bytes if they come next.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool TryPass(ReadOnlySpan<byte> literal)
    {
        if (!IsSound || !Rest.StartsWith(literal))
        {
            return false;
        }

        At += literal.Length;
        return true;
    }

    [MethodImpl(Compiled.AtOnce)]
    public bool IsNull() => TryPass("null"u8);

    /// <summary>The inside of a text without escapes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public ReadOnlyMemory<byte> Text()
    {
        Expect("\""u8);
        if (!IsSound)
        {
            return default;
        }

        var length = Rest.IndexOfAny(EndsPlainText);
        if (length < 0 || Rest[length] != '"' || !IsText(Rest[..length]))
        {
            IsSound = false;
            return default;
        }

        var inside = bytes.Slice(At, length);
        At += length + 1;
        return inside;
    }

    [MethodImpl(Compiled.AtOnce)]
    public ReadOnlyMemory<byte>? TextOrNull() => IsNull() ? default(ReadOnlyMemory<byte>?) : Text(); // a bare null would be an empty text

    /// <summary>An integer from 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public long Integer()
    {
        if (IsSound && !Rest.IsEmpty && char.IsAsciiDigit((char)Rest[0])
            && Utf8Parser.TryParse(Rest, out long value, out var length) && (Rest[0] != '0' || length == 1))
        {
            At += length;
            return value;
        }

        IsSound = false;
        return 0;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public Digest Hex()
    {
        Span<byte> value = stackalloc byte[Primitives.Digest.Size];
        if (!IsSound || Rest.Length < HexDigits || Rest[..HexDigits].ContainsAnyInRange((byte)'A', (byte)'F')
            || Convert.FromHexString(Rest[..HexDigits], value, out _, out _) != OperationStatus.Done)
        {
            IsSound = false;
            return default;
        }

        At += HexDigits;
        return new Digest(value);
    }

    /// <summary>A <see cref="Primitives.Digest"/> as text.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public Digest Digest()
    {
        Expect("\"sha256:"u8);
        var digest = Hex();
        Expect("\""u8);
        return digest;
    }

    [MethodImpl(Compiled.AtOnce)]
    public Digest? DigestOrNull() => IsNull() ? null : Digest();

    /// <summary>A <see cref="ContentDigest"/> as text.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public ContentDigest Content()
    {
        if (!TryPass("\"files-v1:"u8))
        {
            return new ContentDigest(ContentScheme.File, Digest());
        }

        var digest = Hex();
        Expect("\""u8);
        return new ContentDigest(ContentScheme.Files, digest);
    }

    /// <summary>A value that <paramref name="known"/> holds, or that the general reader finds canonical and <paramref name="check"/> good.</summary>
    /// <param name="known">Values met before.</param>
    [MethodImpl(Compiled.AtOnce)]
    public ReadOnlyMemory<byte> Value(RecentValues known, ValueCheck check)
    {
        if (!IsSound)
        {
            return default;
        }

        var length = known.LengthOf(Rest);
        if (length == 0)
        {
            if (CanonicalJson.CheckValue(Rest, out length) is not null || !check(Rest[..length]))
            {
                IsSound = false;
                return default;
            }

            known.Keep(Rest[..length]);
        }

        var value = bytes.Slice(At, length);
        At += length;
        return value;
    }

    /// <summary>An object: of plain texts and numbers at once, any other by the general reader.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public ReadOnlyMemory<byte> Object()
    {
        var start = At;
        if (!IsSound || TryFlat(textsOnly: false))
        {
            return Since(start);
        }

        At = start;
        if (!Rest.StartsWith("{"u8) || CanonicalJson.CheckValue(Rest, out var length) is not null)
        {
            IsSound = false;
            return default;
        }

        At += length;
        return Since(start);
    }

    /// <summary>An object of plain texts.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public ReadOnlyMemory<byte> ObjectOfTexts()
    {
        var start = At;
        IsSound = IsSound && TryFlat(textsOnly: true);
        return Since(start);
    }

    /// <summary>Leaves <see cref="IsSound"/> alone.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool TryFlat(bool textsOnly)
    {
        if (!TryPass("{"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> before = default;
        for (var isFirst = true; !TryPass("}"u8); isFirst = false)
        {
            if (!(isFirst || TryPass(","u8)) || !TryPlain(out var name) || (!isFirst && before.SequenceCompareTo(name) >= 0)
                || !TryPass(":"u8) || !(TryPlain(out _) || (!textsOnly && TryPlainNumber())))
            {
                return false;
            }

            before = name;
        }

        return true;
    }

    /// <summary>A text of ASCII without escapes: the order of bytes is that of RFC 8785.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool TryPlain(out ReadOnlySpan<byte> inside)
    {
        inside = default;
        if (!Rest.StartsWith("\""u8))
        {
            return false;
        }

        var length = Rest[1..].IndexOfAny(EndsPlainText);
        if (length < 0 || Rest[length + 1] != '"' || !Ascii.IsValid(Rest.Slice(1, length)))
        {
            return false;
        }

        inside = Rest.Slice(1, length);
        At += length + 2;
        return true;
    }

    /// <summary>
    /// A number of at most 15 digits without an exponent, and without a digit that says nothing: the shortest form of a double
    /// that it is, and of a size that ECMAScript writes so.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool TryPlainNumber()
    {
        const int MostDigits = 15;
        const int MostZeros = 5; // 0.000001 is written so, 1e-7 is not
        var rest = Rest;
        var at = rest.StartsWith("-"u8) ? 1 : 0;
        var whole = Digits(rest[at..]);
        if (whole == 0 || (whole > 1 && rest[at] == '0'))
        {
            return false;
        }

        var end = at + whole;
        var fraction = end < rest.Length && rest[end] == '.' ? Digits(rest[(end + 1)..]) : 0;
        if (fraction > 0)
        {
            var digits = rest.Slice(end + 1, fraction);
            var zeros = digits.IndexOfAnyExcept((byte)'0');
            if (digits[^1] == '0' || (rest[at] == '0' && zeros > MostZeros))
            {
                return false;
            }

            end += 1 + fraction;
        }
        else if (at == 1 && rest[at] == '0')
        {
            return false;
        }

        if (whole + fraction > MostDigits || (end < rest.Length && rest[end] is (byte)'.' or (byte)'e' or (byte)'E'))
        {
            return false;
        }

        At += end;
        return true;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static bool IsText(ReadOnlySpan<byte> inside) => Ascii.IsValid(inside) || Utf8.IsValid(inside);
}

/// <summary>Whether a canonical value is what is expected in its place.</summary>
internal delegate bool ValueCheck(ReadOnlySpan<byte> value);
