using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Primitives.Json;

/// <summary>
/// Writes any finite number into canonical JSON. A double above 2^53 is an integer, and up to 10^21 the canonical form writes
/// all its digits: such an integer is taken as a string only (<see cref="CanonicalJson"/>). Strong evidence and sums of
/// squares get there. Written in the form that reads back to the same bits. NaN and infinities are refused as ever.
/// </summary>
public sealed class EveryDoubleConverter : JsonConverter<double>
{
    private const double SmallestWithExponent = 1e21;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>Reads a number in either form.</summary>
    public static double Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }

        return reader.TokenType == JsonTokenType.String
            && double.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && MustBeText(value)
            ? value
            : throw new JsonException("must be a number; as a string only between 2^53 and 10^21.");
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (MustBeText(value))
        {
            writer.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    private static bool MustBeText(double value) => Math.Abs(value) is > CanonicalJson.MaxInteger and < SmallestWithExponent;
}
