using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>
/// A text to compare with. Its first and last four characters are kept as numbers: most names in rules are told apart by
/// their length or by these, without a call.
/// </summary>
internal readonly struct TextKey(string text)
{
    private const int Part = 4;

    private readonly string _text = text;
    private readonly ulong _head = text.Length < Part ? 0 : Four(text, 0);
    private readonly ulong _tail = text.Length < Part ? 0 : Four(text, text.Length - Part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(string other)
    {
        if (other.Length != _text.Length)
        {
            return false;
        }

        return other.Length < Part
            ? string.Equals(_text, other)
            : Four(other, 0) == _head && Four(other, other.Length - Part) == _tail && (other.Length <= 2 * Part || string.Equals(_text, other));
    }

    /// <summary>Four characters from a place on; there must be as many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(string text, int at) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text.AsSpan()), at)));
}
