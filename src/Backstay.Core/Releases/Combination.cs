using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Releases;

/// <summary>
/// Key of the compatibility matrix: SHA-256 of the JCS form of
/// <c>{v:1, model, prompts:{name: digest}, processor, environment, infrastructure, configuration}</c>,
/// content digests, null where absent (DEFINITIONS.md).
/// </summary>
public static class Combination
{
    /// <summary>Every part must be registered.</summary>
    public static Digest Of(ReleaseParts parts, RegistryState registry)
    {
        string ContentOf(VersionId id) => registry.ContentOf(id).ToString();

        void WriteOptional(Utf8JsonWriter writer, string name, VersionId? id)
        {
            if (id is { } present)
            {
                writer.WriteString(name, ContentOf(present));
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        var json = CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", 1);
            writer.WriteString("model", ContentOf(parts.Model));
            writer.WriteStartObject("prompts");
            foreach (var (name, id) in parts.Prompts)
            {
                writer.WriteString(name, ContentOf(id));
            }

            writer.WriteEndObject();
            WriteOptional(writer, "processor", parts.Processor);
            WriteOptional(writer, "environment", parts.Environment);
            WriteOptional(writer, "infrastructure", parts.Infrastructure);
            WriteOptional(writer, "configuration", parts.Configuration);
            writer.WriteEndObject();
        });
        return Digest.Of(json.Value.Span);
    }
}
