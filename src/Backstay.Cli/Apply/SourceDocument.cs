using System.Text.Json;
using System.Text.Json.Nodes;
using Backstay.Client;

namespace Backstay.Cli.Apply;

/// <summary>One document of a file, before anybody knows what it is.</summary>
/// <param name="Number">Its place in the file, from 1.</param>
internal sealed record SourceDocument(string File, int Number, JsonObject Root)
{
    /// <summary>Where it stands, for messages.</summary>
    public string Place => $"{File}: document {Number}";

    /// <summary>Reads it as <typeparamref name="T"/>, as strictly as the API; what is wrong names file, document and field.</summary>
    public T Read<T>(JsonObject content)
    {
        try
        {
            return content.Deserialize<T>(WireJson.Options) ?? throw Wrong(string.Empty, "The document is empty.");
        }
        catch (JsonException json)
        {
            var fault = WireFault.Of(json);
            throw Wrong(fault.Field, fault.Message);
        }
    }

    public BackstayException Wrong(string field, string message, string? hint = null) =>
        CliProblems.BadInput(field.Length == 0 ? Place : $"{Place}: {field}", message, hint);
}
