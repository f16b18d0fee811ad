using System.Runtime.InteropServices;
using System.Text.Json;

namespace Backstay.Core.Primitives;

/// <summary>
/// The one form in which JSON is hashed, signed and stored: RFC 8785 (JCS), read strictly. Refused are duplicate keys,
/// text that is not well-formed Unicode (lone surrogates too, also as escapes), numbers outside a double's range,
/// and integers beyond 2^53, because readers would not agree on them: such integers are strings.
/// A number from 1e21 upwards is no integer in this form if it is spelled with an exponent. Thread safe.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Deepest nesting of objects and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>Largest accepted document, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    [ThreadStatic]
    private static JsonScratch? _scratchOfThisThread;

    /// <summary>Largest magnitude of an integer that may be a number: 2^53.</summary>
    public const long MaxInteger = 1L << 53;

    /// <summary>The canonical form of one JSON document; the same memory where it is canonical already.</summary>
    public static Result<ReadOnlyMemory<byte>> Canonicalize(ReadOnlyMemory<byte> utf8)
    {
        var scratch = CanonicalJsonScratch.Take();
        var problem = CanonicalJsonRewriter.RewriteDocument(utf8.Span, scratch);
        if (problem is not null)
        {
            return problem;
        }

        var canonical = scratch.Output.Written;
        return canonical.SequenceEqual(utf8.Span) ? utf8 : new ReadOnlyMemory<byte>(canonical.ToArray());
    }

    /// <summary>The canonical form of a parsed element; its duplicate keys and number spellings are judged as they were sent.</summary>
    public static Result<ReadOnlyMemory<byte>> Canonicalize(JsonElement element)
    {
        var scratch = CanonicalJsonScratch.Take();
        var problem = CanonicalJsonRewriter.RewriteDocument(JsonMarshal.GetRawUtf8Value(element), scratch);
        return problem is null ? new ReadOnlyMemory<byte>(scratch.Output.Written.ToArray()) : problem;
    }

    /// <summary>
    /// The canonical form of what <paramref name="write"/> writes, in any order of keys.
    /// The writer replaces lone surrogates in .NET strings silently: check text from outside before.
    /// </summary>
    public static Result<ReadOnlyMemory<byte>> Write(Action<Utf8JsonWriter> write)
    {
        var to = new ByteBuffer();
        return Write(to, write) is { } problem ? problem : new ReadOnlyMemory<byte>(to.Written.ToArray());
    }

    /// <summary>As <see cref="Write(Action{Utf8JsonWriter})"/>, to the end of a buffer; null, or why there is no canonical form.</summary>
    internal static Problem? Write(ByteBuffer to, Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);

        // Taken away while it is in use: what is written may itself write canonical JSON.
        var scratch = _scratchOfThisThread ?? new JsonScratch();
        _scratchOfThisThread = null;
        try
        {
            var written = scratch.Write(write);
            var into = CanonicalJsonScratch.Take();
            var problem = CanonicalJsonRewriter.RewriteDocument(written, into);
            if (problem is null)
            {
                to.Append(into.Output.Written);
            }

            return problem;
        }
        catch (JsonException unwritable)
        {
            // Half of a surrogate pair in an element's escapes, say, which nobody looked at until now.
            return new Problem(ProblemKind.Invalid, "invalid-json", "This can't be written as JSON: a text is not well-formed Unicode, or a member is missing.")
            {
                // Paths of what is written have the names of properties.
                Field = unwritable.Path is ['$', '.', .. var path] ? string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)) : null,
            };
        }
        finally
        {
            _scratchOfThisThread = scratch;
        }
    }

    /// <summary>Null where the bytes are one canonical JSON document; else what is wrong.</summary>
    public static Problem? Check(ReadOnlySpan<byte> utf8)
    {
        var scratch = CanonicalJsonScratch.Take();
        return CanonicalJsonRewriter.RewriteDocument(utf8, scratch) ?? NotCanonicalAt(utf8, scratch.Output.Written);
    }

    /// <summary>Finds the end of the canonical value that <paramref name="utf8"/> starts with.</summary>
    internal static Problem? CheckValue(ReadOnlySpan<byte> utf8, out int length)
    {
        var scratch = CanonicalJsonScratch.Take();
        var problem = CanonicalJsonRewriter.RewriteValue(utf8, scratch, out length);
        return problem ?? NotCanonicalAt(utf8[..length], scratch.Output.Written);
    }

    private static Problem? NotCanonicalAt(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> canonical)
    {
        var same = utf8.CommonPrefixLength(canonical);
        return same == utf8.Length && same == canonical.Length
            ? null
            : new Problem(ProblemKind.Invalid, "not-canonical", $"This is JSON, but not in its canonical form (RFC 8785): byte {same} differs.");
    }
}
