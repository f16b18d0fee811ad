namespace Backstay.Expressions;

/// <summary>A part of a source text, in UTF-16 units from its start.</summary>
public readonly record struct SourceSpan(int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>From the start of one part to the end of another that follows it.</summary>
    public SourceSpan To(SourceSpan last) => new(Start, Math.Max(last.End - Start, 0));

    /// <summary>The part's text.</summary>
    public string Of(string source) => source.Substring(Start, Length);
}
