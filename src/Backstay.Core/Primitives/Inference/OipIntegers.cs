using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

internal readonly struct OipInt8 : IOipElement<sbyte>
{
    public static string Rule => "a whole number in the range of INT8";

    public static bool TryRead(ref Utf8JsonReader json, out sbyte value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetSByte(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, sbyte value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipInt16 : IOipElement<short>
{
    public static string Rule => "a whole number in the range of INT16";

    public static bool TryRead(ref Utf8JsonReader json, out short value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt16(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, short value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipInt32 : IOipElement<int>
{
    public static string Rule => "a whole number in the range of INT32";

    public static bool TryRead(ref Utf8JsonReader json, out int value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, int value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipInt64 : IOipElement<long>
{
    public static string Rule => "a whole number in the range of INT64";

    public static bool TryRead(ref Utf8JsonReader json, out long value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, long value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipUInt8 : IOipElement<byte>
{
    public static string Rule => "a whole number in the range of UINT8";

    public static bool TryRead(ref Utf8JsonReader json, out byte value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetByte(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, byte value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipUInt16 : IOipElement<ushort>
{
    public static string Rule => "a whole number in the range of UINT16";

    public static bool TryRead(ref Utf8JsonReader json, out ushort value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetUInt16(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, ushort value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipUInt32 : IOipElement<uint>
{
    public static string Rule => "a whole number in the range of UINT32";

    public static bool TryRead(ref Utf8JsonReader json, out uint value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetUInt32(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, uint value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipUInt64 : IOipElement<ulong>
{
    public static string Rule => "a whole number in the range of UINT64";

    public static bool TryRead(ref Utf8JsonReader json, out ulong value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetUInt64(out value);
    }

    public static bool TryWrite(Utf8JsonWriter json, ulong value)
    {
        json.WriteNumberValue(value);
        return true;
    }
}
