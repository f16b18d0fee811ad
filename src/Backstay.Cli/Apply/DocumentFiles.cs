using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backstay.Cli.Apply;

/// <summary>Reads files of documents: YAML with any number of them, or JSON with one object or an array of them.</summary>
internal static class DocumentFiles
{
    private const long MaxBytes = 4L * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public static async Task<IReadOnlyList<SourceDocument>> ReadAsync(FileInfo file, string option, CancellationToken ct)
    {
        var text = await ReadTextAsync(file, option, ct);
        var name = file.ToString();
        return string.Equals(file.Extension, ".json", StringComparison.OrdinalIgnoreCase)
            ? ReadJson(name, text)
            : YamlDocuments.Read(name, text);
    }

    private static async Task<string> ReadTextAsync(FileInfo file, string option, CancellationToken ct)
    {
        try
        {
            if (file.Exists && file.Length > MaxBytes)
            {
                throw CliProblems.BadInput(option, $"'{file}' has {file.Length} bytes; at most {MaxBytes} are read.");
            }

            return await File.ReadAllTextAsync(file.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), ct);
        }
        catch (DecoderFallbackException)
        {
            throw CliProblems.BadInput(option, $"'{file}' is no UTF-8 text.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File(option, file.ToString(), failure);
        }
    }

    private static List<SourceDocument> ReadJson(string name, string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, nodeOptions: null, Strict);
        }
        catch (JsonException wrong)
        {
            throw CliProblems.BadInput(name, wrong.Message);
        }

        IEnumerable<JsonNode?> nodes = root is JsonArray array ? array : [root];
        return [.. nodes.Select((node, index) => node is JsonObject document
            ? new SourceDocument(name, index + 1, document)
            : throw CliProblems.BadInput($"{name}: document {index + 1}", "A document is an object."))];
    }
}
