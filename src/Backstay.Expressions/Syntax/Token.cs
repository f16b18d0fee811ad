using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>
/// One word of the source. <paramref name="Text"/> is a name's text; <paramref name="Magnitude"/> is set for a whole number
/// without a suffix, whose range depends on the sign before it.
/// </summary>
internal readonly record struct Token(TokenKind Kind, SourceSpan Span, string Text = "", Value Literal = default, ulong? Magnitude = null);
