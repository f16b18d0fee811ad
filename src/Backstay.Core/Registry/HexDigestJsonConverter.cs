using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// A digest as its 64 hexadecimal digits alone, for members that are themselves called <c>sha256</c>. Reads both forms.
/// </summary>
internal sealed class HexDigestJsonConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out var digest)
            ? digest
            : throw new JsonException("must look like 64 lower-case hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToHex());
}
