using System.Text;

namespace Backstay.Core.Primitives;

/// <summary>Text that UTF-8 can say.</summary>
internal static class WellFormed
{
    /// <summary>Whether every surrogate has its partner.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
