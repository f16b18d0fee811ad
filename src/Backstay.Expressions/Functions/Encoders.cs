using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Base64.</summary>
internal static class Encoders
{
    public static void AddTo(FunctionSet set)
    {
        set.Function("base64.encode", "The bytes as base64 text.")
            .LinearGlobal("base64_encode", [CelType.Bytes], CelType.String, static (a, budget) =>
                budget.CheckLength(((long)a[0].AsBytes.Length + 2) / 3 * 4) ?? Value.String(Convert.ToBase64String(a[0].AsBytes.Span)));
        set.Function("base64.decode", "The bytes of base64 text; padding may be left out.")
            .LinearGlobal("base64_decode", [CelType.String], CelType.Bytes, static (a, _) => Decode(a[0].AsString));
    }

    private static Value Decode(string text)
    {
        var padded = text.Length % 4 is var rest && rest != 0 && !text.EndsWith('=') ? text + new string('=', 4 - rest) : text;
        var bytes = new byte[padded.Length / 4 * 3];
        return !padded.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(padded, bytes, out var written)
            ? Value.Bytes(bytes[..written])
            : Errors.Invalid($"{ValueText.Show(Value.String(text))} is no base64.");
    }
}
