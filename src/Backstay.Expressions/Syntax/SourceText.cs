using System.Buffers;
using System.Text;

namespace Backstay.Expressions.Syntax;

/// <summary>What holds for a source text before a word of it is read.</summary>
internal static class SourceText
{
    /// <returns>Null where it is short enough and made of whole characters.</returns>
    public static ExpressionError? ProblemOf(string source, ExpressionLimits limits)
    {
        if (source.Length > limits.SourceBytes || Encoding.UTF8.GetByteCount(source) > limits.SourceBytes)
        {
            return ExpressionError.At(ExpressionErrorKind.Limit, "", default, $"The expression is longer than {limits.SourceBytes} bytes.");
        }

        var rest = source.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != OperationStatus.Done)
            {
                return ExpressionError.At(
                    ExpressionErrorKind.Syntax, source, new(source.Length - rest.Length, 1), "Half of a surrogate pair is no character.");
            }

            rest = rest[used..];
        }

        return null;
    }
}
