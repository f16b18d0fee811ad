using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>What a shortcut knows. The first two are those of <see cref="Truth"/>.</summary>
internal enum Quick
{
    No,
    Yes,

    /// <summary>Whoever asked evaluates in full.</summary>
    Unsure,
}

/// <summary>
/// Decides a condition by looking at slots alone. It knows nothing of errors and counts no steps: where a slot has no value,
/// one of another type than declared, or a text so long that its steps matter, it is unsure, and the whole expression is
/// evaluated in full. Where it is sure, that evaluation would have said the same.
/// </summary>
/// <param name="mostSteps">What evaluating in full takes at most where this is sure.</param>
internal abstract class Shortcut(long mostSteps)
{
    /// <summary>Longer texts are compared where steps are counted.</summary>
    public const int LongestText = 4_096;

    public long MostSteps { get; } = mostSteps;

    public abstract Quick Decide(Value[] slots);

    protected static Quick Is(bool holds) => holds ? Quick.Yes : Quick.No;
}
