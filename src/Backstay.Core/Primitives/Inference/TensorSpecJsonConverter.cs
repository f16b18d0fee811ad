using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Primitives.Inference;

/// <summary>The form that <see cref="TensorSpec.Write"/> writes, for serializers.</summary>
public sealed class TensorSpecJsonConverter : JsonConverter<TensorSpec>
{
    public override TensorSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var spec = TensorSpec.Read(document.RootElement, "tensor");
        return spec.IsOk ? spec.Value : throw new JsonException(spec.Problem.Message);
    }

    public override void Write(Utf8JsonWriter writer, TensorSpec value, JsonSerializerOptions options) => value.Write(writer);
}
