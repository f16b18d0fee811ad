using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Releases;

/// <summary>
/// Which versions satisfy: conditions separated by spaces, all of which must hold. A condition is a version
/// (exactly that), or one after <c>&gt;=</c>, <c>&gt;</c>, <c>&lt;=</c> or <c>&lt;</c>.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<VersionRange>))]
public readonly record struct VersionRange : ITextValue<VersionRange>
{
    private const int MaxConditions = 8;
    private static readonly string[] Operators = [">=", "<=", ">", "<"];

    private readonly ImmutableArray<(string Operator, SemanticVersion Version)> _conditions;
    private readonly string? _text;

    private VersionRange(string text, ImmutableArray<(string, SemanticVersion)> conditions)
    {
        _text = text;
        _conditions = conditions;
    }

    public static string Form => "a version or conditions such as '>=1.2.0 <2.0.0'";

    public static bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out VersionRange value)
    {
        value = default;
        var words = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (text is null || words.Length is 0 or > MaxConditions)
        {
            return false;
        }

        var conditions = ImmutableArray.CreateBuilder<(string, SemanticVersion)>(words.Length);
        foreach (var word in words)
        {
            var op = Operators.FirstOrDefault(o => word.StartsWith(o, StringComparison.Ordinal)) ?? string.Empty;
            if (!SemanticVersion.TryParse(word[op.Length..], out var version))
            {
                return false;
            }

            conditions.Add((op, version));
        }

        value = new VersionRange(string.Join(' ', words), conditions.ToImmutable());
        return true;
    }

    public static VersionRange Parse(string text) =>
        TryParse(text, out var range) ? range : throw new FormatException($"'{text}' is not {Form}.");

    public bool Contains(SemanticVersion version)
    {
        foreach (var (op, bound) in _conditions)
        {
            var order = version.CompareTo(bound);
            var holds = op switch
            {
                ">=" => order >= 0,
                "<=" => order <= 0,
                ">" => order > 0,
                "<" => order < 0,
                _ => order == 0,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(VersionRange other) => ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text ?? string.Empty;
}
