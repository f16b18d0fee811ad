using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Registry;

/// <summary>Files as a registration names them: by path and digest, without the sizes that the server finds out.</summary>
internal sealed class AskedFilesJsonConverter : JsonConverter<ImmutableArray<ContentFile>>
{
    /// <exception cref="NotSupportedException">Always: nothing reads a command back.</exception>
    public override ImmutableArray<ContentFile> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Commands are written, to be compared, and never read.");

    public override void Write(Utf8JsonWriter writer, ImmutableArray<ContentFile> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var file in value)
        {
            writer.WriteStartObject();
            writer.WriteString("path"u8, file.Path);
            writer.WriteString("sha256"u8, file.Sha256.ToHex());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
