using System.Globalization;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Parsers;

/// <summary>
/// Canonical JSON beside the framework's parser: what is accepted says the same, in one form, with sorted keys; what is refused
/// breaks a rule that the form has.
/// </summary>
internal sealed class CanonicalJsonTarget : ParserTarget
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = CanonicalJson.MaxDepth };

    private readonly ByteMutator _bytes = new(
        [.. GoldenFiles.Payloads.Select(one => one.Payload), .. HostileTexts.JsonValues.Where(text => text.Length < 2_000).Select(Encoding.UTF8.GetBytes)],
        [.. HostileTexts.JsonValues.Where(text => text.Length < 64).Select(Encoding.UTF8.GetBytes)]);

    public override string Name => "canonical-json";

    public override byte[] Draw(Random random) =>
        random.Once(2) ? _bytes.Draw(random) : JsonMutator.DrawBytes(random, random.Of(GoldenFiles.Documents));

    public override bool Check(byte[] input)
    {
        var read = CanonicalJson.Canonicalize(input);
        var oracle = Parse(input);
        if (!read.TryGet(out var canonical, out var problem))
        {
            Must(problem.Message.Length > 0, "a refusal without a word");
            Must(oracle is null || !IsSound(oracle.RootElement), $"sound JSON was refused: {problem.Message}");
            return false;
        }

        Must(oracle is not null, "what no parser reads was accepted");
        using var again = JsonDocument.Parse(canonical, Strict);
        Must(IsSame(oracle!.RootElement, again.RootElement), "the canonical form says something else"); // seen above
        Must(CanonicalJson.Check(canonical.Span) is null, "the canonical form is not canonical");
        Must(CanonicalJson.Canonicalize(canonical).Value.Span.SequenceEqual(canonical.Span), "the canonical form has another one");
        Must(input.AsSpan().SequenceEqual(canonical.Span) == CanonicalJson.Check(input) is null, "the check and the form disagree");
        return true;
    }

    private static JsonDocument? Parse(byte[] input)
    {
        try
        {
            return JsonDocument.Parse(input, Strict);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            return null; // the latter for names of members that are no text
        }
    }

    /// <summary>Whether no rule of the canonical form is broken: those that the parser knows were held to already.</summary>
    private static bool IsSound(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().All(member => IsText(() => member.Name) && IsSound(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().All(IsSound),
        JsonValueKind.String => IsText(json.GetString),
        JsonValueKind.Number => Math.Abs(json.GetDouble()) < CanonicalJson.MaxInteger,
        _ => true,
    };

    private static bool IsText(Func<string?> read)
    {
        try
        {
            return read() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsSame(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind)
        {
            return false;
        }

        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                var names = b.EnumerateObject().Select(member => member.Name).ToArray();
                return names.Length == a.EnumerateObject().Count()
                    && names.Order(StringComparer.Ordinal).SequenceEqual(names, StringComparer.Ordinal)
                    && a.EnumerateObject().All(member => b.TryGetProperty(member.Name, out var other) && IsSame(member.Value, other));
            case JsonValueKind.Array:
                return a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => IsSame(pair.First, pair.Second));
            case JsonValueKind.String:
                return a.GetString() == b.GetString();
            case JsonValueKind.Number:
                return double.Parse(a.GetRawText(), CultureInfo.InvariantCulture) == double.Parse(b.GetRawText(), CultureInfo.InvariantCulture);
            default:
                return true;
        }
    }
}
