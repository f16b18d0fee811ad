using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Gateway.Fields;

/// <summary>What the reader throws on bad documents, as a problem.</summary>
internal static class JsonFaults
{
    /// <summary>Levels of nesting that are read.</summary>
    public const int MaxDepth = 64;

    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>Broken JSON comes as JsonException, a string that is not Unicode as InvalidOperationException.</summary>
    public static bool IsFault(Exception exception) => exception is JsonException or InvalidOperationException;

    public static Problem ToProblem(Exception exception) => Problem.Invalid(
        "body",
        exception is JsonException json
            ? $"The body is not JSON: line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}."
            : "A string of the body is not valid Unicode.");
}
