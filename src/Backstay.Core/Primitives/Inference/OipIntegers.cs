using System.Numerics;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>Whole numbers of every width. What a width does not hold is refused, never wrapped.</summary>
internal readonly struct OipInteger<T> : IOipElement<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static string Rule { get; } =
        $"a whole number in the range of {(T.IsZero(T.MinValue) ? "UINT" : "INT")}{8 * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()}";

    public static bool TryRead(ref Utf8JsonReader json, out T value)
    {
        value = T.Zero;
        if (json.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (typeof(T) == typeof(ulong))
        {
            var isHeld = json.TryGetUInt64(out var unsigned);
            value = T.CreateTruncating(unsigned);
            return isHeld;
        }

        if (!json.TryGetInt64(out var signed))
        {
            return false;
        }

        value = T.CreateTruncating(signed);
        return long.CreateTruncating(value) == signed;
    }

    public static bool TryWrite(Utf8JsonWriter json, T value)
    {
        if (typeof(T) == typeof(ulong))
        {
            json.WriteNumberValue(ulong.CreateTruncating(value));
        }
        else
        {
            json.WriteNumberValue(long.CreateTruncating(value));
        }

        return true;
    }
}
