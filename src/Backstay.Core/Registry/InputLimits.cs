using System.Runtime.InteropServices;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>Limits of recorded inputs, so that an entry holds them.</summary>
internal static class InputLimits
{
    public const int MaxReferences = 32;
    public const int MaxSeeds = 32;
    public const int MaxSeedDigits = 40;
    public const int MaxHyperparameterBytes = 16_384;
    public const int MaxHyperparameterDepth = 16;
    public const int MaxCodeText = 500;
    public const int MaxSlice = 200;
    public const int MaxKey = 100;

    /// <summary>Hyperparameters in their canonical form; refused where they are no object or too large.</summary>
    public static Result<JsonElement> Hyperparameters(JsonElement stated)
    {
        const string Field = "inputs.hyperparameters";
        if (stated.ValueKind != JsonValueKind.Object)
        {
            return Problem.Invalid(Field, "Hyperparameters are a JSON object.");
        }

        if (!CanonicalJson.Canonicalize(stated).TryGet(out var canonical, out var problem))
        {
            return problem.Under(Field);
        }

        if (canonical.Length > MaxHyperparameterBytes)
        {
            return Problem.Invalid(Field, $"Hyperparameters have at most {MaxHyperparameterBytes} bytes, not {canonical.Length}.");
        }

        var element = canonical.Span.SequenceEqual(JsonMarshal.GetRawUtf8Value(stated)) ? stated : JsonElement.Parse(canonical.Span);
        return IsDeeper(element, MaxHyperparameterDepth)
            ? Problem.Invalid(Field, $"Hyperparameters nest at most {MaxHyperparameterDepth} deep.")
            : element;
    }

    /// <summary>Null where the seed is an integer's decimal digits in their shortest form.</summary>
    public static Problem? SeedProblem(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(name) || TextRules.Optional("name", name, MaxKey) is not null)
        {
            return Problem.Invalid("inputs.seeds", $"A seed's name has 1 to {MaxKey} characters.");
        }

        var digits = value.StartsWith('-') ? value[1..] : value;
        var isShortest = digits.Length is > 0 and <= MaxSeedDigits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            && (digits[0] != '0' || value == "0");
        return isShortest
            ? null
            : Problem.Invalid($"inputs.seeds.{name}", $"A seed is an integer as a decimal string of at most {MaxSeedDigits} digits, without leading zeros.");
    }

    /// <summary>Whether objects and arrays nest deeper than <paramref name="depth"/>.</summary>
    private static bool IsDeeper(JsonElement element, int depth)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return false;
        }

        if (depth == 0)
        {
            return true;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                if (IsDeeper(item, depth - 1))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (IsDeeper(member.Value, depth - 1))
            {
                return true;
            }
        }

        return false;
    }
}
