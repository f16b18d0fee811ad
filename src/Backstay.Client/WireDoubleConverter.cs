using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Client;

/// <summary>
/// Writes numbers as numbers, and reads them also in the form that facts have in the ledger
/// (<see cref="EveryDoubleConverter"/>), so that an entry's payload can be read as what it is.
/// </summary>
internal sealed class WireDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EveryDoubleConverter.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
