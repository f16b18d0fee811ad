using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Ledger;

/// <summary>Times inside facts in the form of the entries' own: RFC 3339 in UTC with exactly six fractional digits.</summary>
internal sealed class LedgerTimeJsonConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LedgerTime.TryParse(Encoding.UTF8.GetBytes(reader.GetString() ?? string.Empty), out var time)
            ? time
            : throw new JsonException("must be a time in UTC such as 2026-01-31T23:59:59.000001Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[LedgerTime.Length];
        LedgerTime.Format(LedgerTime.Truncate(value), text);
        writer.WriteStringValue(text);
    }
}
