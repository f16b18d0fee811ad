using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>How one element type stands in JSON. Static, so that reading a number costs neither a call through a delegate nor a box.</summary>
internal interface IOipElement<T>
{
    /// <summary>What the element must be, for messages.</summary>
    static abstract string Rule { get; }

    static abstract bool TryRead(ref Utf8JsonReader json, out T value);

    /// <summary>False where JSON has no way to say the value (not a number, infinity).</summary>
    static abstract bool TryWrite(Utf8JsonWriter json, T value);
}

internal readonly struct OipBool : IOipElement<bool>
{
    public static string Rule => "true or false";

    public static bool TryRead(ref Utf8JsonReader json, out bool value)
    {
        value = json.TokenType == JsonTokenType.True;
        return value || json.TokenType == JsonTokenType.False;
    }

    public static bool TryWrite(Utf8JsonWriter json, bool value)
    {
        json.WriteBooleanValue(value);
        return true;
    }
}

internal readonly struct OipFp32 : IOipElement<float>
{
    public static string Rule => "a finite number in the range of FP32";

    public static bool TryRead(ref Utf8JsonReader json, out float value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetSingle(out value) && float.IsFinite(value);
    }

    public static bool TryWrite(Utf8JsonWriter json, float value)
    {
        if (!float.IsFinite(value))
        {
            return false;
        }

        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipFp64 : IOipElement<double>
{
    public static string Rule => "a finite number in the range of FP64";

    public static bool TryRead(ref Utf8JsonReader json, out double value)
    {
        value = 0;
        return json.TokenType == JsonTokenType.Number && json.TryGetDouble(out value) && double.IsFinite(value);
    }

    public static bool TryWrite(Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }

        json.WriteNumberValue(value);
        return true;
    }
}

internal readonly struct OipFp16 : IOipElement<Half>
{
    public static string Rule => "a finite number in the range of FP16";

    public static bool TryRead(ref Utf8JsonReader json, out Half value)
    {
        var ok = OipFp64.TryRead(ref json, out var number);
        value = (Half)number;
        return ok && Half.IsFinite(value);
    }

    public static bool TryWrite(Utf8JsonWriter json, Half value) => OipFp32.TryWrite(json, (float)value);
}

internal readonly struct OipText : IOipElement<string>
{
    public static string Rule => $"a string of at most {OipLimits.MaxTextBytes} bytes";

    public static bool TryRead(ref Utf8JsonReader json, out string value)
    {
        value = string.Empty;
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > OipLimits.MaxTextBytes)
        {
            return false;
        }

        value = json.GetString() ?? string.Empty;
        return true;
    }

    public static bool TryWrite(Utf8JsonWriter json, string value)
    {
        json.WriteStringValue(value);
        return true;
    }
}
