using System.Buffers;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Walks a canonical document whose form is known: what comes next is said, not looked up. The first thing that is otherwise
/// makes it unsound, and everything after that a default. Every method leaves it on what follows.
/// </summary>
internal ref struct CanonicalReader
{
    private readonly WordCache _words;
    private Utf8JsonReader _json;

    public CanonicalReader(ReadOnlySpan<byte> document, WordCache words)
    {
        _words = words;
        _json = new Utf8JsonReader(document);
        IsSound = _json.Read();
    }

    public bool IsSound { get; private set; }

    public void Begin() => Pass(JsonTokenType.StartObject);

    public void End() => Pass(JsonTokenType.EndObject);

    public void BeginArray() => Pass(JsonTokenType.StartArray);

    /// <summary>Whether the array has another element; passes its end.</summary>
    public bool HasElement()
    {
        if (IsSound && _json.TokenType != JsonTokenType.EndArray)
        {
            return true;
        }

        Pass(JsonTokenType.EndArray);
        return false;
    }

    /// <summary>Whether the object has another member, of any name; passes its end.</summary>
    public bool HasMember()
    {
        if (IsSound && _json.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        Pass(JsonTokenType.EndObject);
        return false;
    }

    /// <summary>The next member has this name: goes to its value.</summary>
    public void Member(ReadOnlySpan<byte> name)
    {
        IsSound = IsSound && _json.TokenType == JsonTokenType.PropertyName && _json.ValueSpan.SequenceEqual(name);
        Next();
    }

    public string Name() => Take(JsonTokenType.PropertyName) ? Past(_json.GetString() ?? string.Empty) : string.Empty;

    /// <summary>Whether the value is null; passes it if so.</summary>
    public bool IsNull()
    {
        if (!IsSound || _json.TokenType != JsonTokenType.Null)
        {
            return false;
        }

        Next();
        return true;
    }

    public long Integer()
    {
        var value = 0L;
        IsSound = Take(JsonTokenType.Number) && _json.TryGetInt64(out value);
        return Past(value);
    }

    public string Text() => Take(JsonTokenType.String)
        ? Past(_json.ValueIsEscaped ? _json.GetString() ?? string.Empty : _words.Text(_json.ValueSpan))
        : string.Empty;

    public string? TextOrNull() => IsNull() ? null : Text();

    /// <summary>64 hexadecimal digits.</summary>
    public Digest Hex() => Digits(0);

    /// <summary><c>sha256:</c> and 64 hexadecimal digits.</summary>
    public Digest Digest()
    {
        IsSound = Take(JsonTokenType.String) && _json.ValueSpan.StartsWith("sha256:"u8);
        return Digits("sha256:".Length);
    }

    public Digest? DigestOrNull() => IsNull() ? null : Digest();

    public ContentDigest Content()
    {
        if (!Take(JsonTokenType.String) || !_json.ValueSpan.StartsWith("files-v1:"u8))
        {
            return new ContentDigest(ContentScheme.File, Digest());
        }

        return new ContentDigest(ContentScheme.Files, Digits("files-v1:".Length));
    }

    public VersionId Version()
    {
        var version = default(VersionId);
        IsSound = Take(JsonTokenType.String) && _words.TryVersion(_json.ValueSpan, out version);
        return Past(version);
    }

    public VersionId? VersionOrNull() => IsNull() ? null : Version();

    public JsonElement? ElementOrNull()
    {
        if (IsNull() || !IsSound)
        {
            return null;
        }

        var element = JsonElement.ParseValue(ref _json);
        return Past(element);
    }

    public ModelDescription? ModelOrNull(ReadOnlySpan<byte> document)
    {
        if (IsNull() || !IsSound)
        {
            return null;
        }

        var start = (int)_json.TokenStartIndex;
        _json.Skip();
        return Past(_words.Model(document[start..(int)_json.BytesConsumed]));
    }

    private readonly bool Take(JsonTokenType type) => IsSound && _json.TokenType == type;

    private void Pass(JsonTokenType type)
    {
        IsSound = Take(type);
        if (IsSound && (type != JsonTokenType.EndObject || _json.CurrentDepth > 0))
        {
            Next();
        }
    }

    private Digest Digits(int start)
    {
        var digest = default(Digest);
        if (Take(JsonTokenType.String) && _json.ValueSpan.Length == start + (2 * Primitives.Digest.Size))
        {
            var digits = _json.ValueSpan[start..];
            Span<byte> bytes = stackalloc byte[Primitives.Digest.Size];
            IsSound = !digits.ContainsAnyInRange((byte)'A', (byte)'F')
                && Convert.FromHexString(digits, bytes, out _, out var written) == OperationStatus.Done && written == bytes.Length;
            digest = new Digest(bytes);
        }
        else
        {
            IsSound = false;
        }

        return Past(digest);
    }

    private T Past<T>(T value)
    {
        Next();
        return value;
    }

    private void Next() => IsSound = IsSound && _json.Read();
}
