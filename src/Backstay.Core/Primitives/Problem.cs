namespace Backstay.Core.Primitives;

/// <summary>
/// Why something was refused: an expected failure as a value. Exceptions are for bugs and lost I/O.
/// </summary>
/// <param name="Code">Stable, machine readable, kebab case: <c>version-taken</c>.</param>
/// <param name="Message">One sentence for a person: what is wrong, by which rule.</param>
public sealed record Problem(ProblemKind Kind, string Code, string Message)
{
    /// <summary>The field of the input that is wrong, as a dotted path (<c>model.inputs[0].shape</c>); null where none is.</summary>
    public string? Field { get; init; }

    /// <summary>The way out: what to do instead.</summary>
    public string? Hint { get; init; }

    /// <summary>When the same is worth another try, without anything being done about it; null where nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>As the header Retry-After says it: whole seconds, none of them too few.</summary>
    public long? RetryAfterSeconds => RetryAfter is { } after ? (long)Math.Ceiling(after.TotalSeconds) : null;

    public static Problem Invalid(string field, string message, string? hint = null) =>
        new(ProblemKind.Invalid, "invalid-input", message) { Field = field, Hint = hint };

    public static Problem NotFound(string what, string name, string? hint = null) =>
        new(ProblemKind.NotFound, "not-found", $"There is no {what} '{name}'.") { Hint = hint };

    public static Problem Conflict(string code, string message, string? hint = null) =>
        new(ProblemKind.Conflict, code, message) { Hint = hint };

    public static Problem Refused(string code, string message, string? hint = null) =>
        new(ProblemKind.Refused, code, message) { Hint = hint };

    public static Problem Unavailable(string code, string message, string? hint = null) =>
        new(ProblemKind.Unavailable, code, message) { Hint = hint };

    /// <summary>The same of a member of something larger, whose own field is <paramref name="field"/>.</summary>
    public Problem Under(string field) => this with
    {
        Field = Field switch
        {
            null => field,
            ['[', ..] index => field + index,
            var member => field + "." + member,
        },
    };

    public override string ToString() => Field is null ? $"{Code}: {Message}" : $"{Code} ({Field}): {Message}";
}
