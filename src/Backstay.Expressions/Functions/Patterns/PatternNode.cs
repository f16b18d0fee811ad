namespace Backstay.Expressions.Functions.Patterns;

/// <summary>A part of a regular expression, and how many instructions it takes.</summary>
internal abstract record PatternNode(int Size);

internal sealed record NothingPattern() : PatternNode(0);

internal sealed record CharacterPattern(CharacterSet Set, bool IgnoresCase) : PatternNode(1);

internal sealed record PlacePattern(Place Place) : PatternNode(1);

internal sealed record SequencePattern(IReadOnlyList<PatternNode> Parts) : PatternNode(Parts.Sum(part => part.Size));

internal sealed record ChoicePattern(IReadOnlyList<PatternNode> Choices) : PatternNode(Choices.Sum(choice => choice.Size + 2));

/// <summary>At least and at most so many times; null for no end.</summary>
internal sealed record RepeatPattern(PatternNode Part, int Least, int? Most) : PatternNode((Math.Max(Most ?? (Least + 1), 1) * (Part.Size + 1)) + 2);

/// <summary>What must be true between two characters.</summary>
internal enum Place
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
}
