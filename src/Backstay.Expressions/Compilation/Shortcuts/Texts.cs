using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>Whether a variable is a text, or is not.</summary>
internal sealed class TextShortcut(int slot, string text, bool isEqual, long mostSteps) : Shortcut(mostSteps)
{
    private readonly int _slot = slot;
    private readonly TextKey _text = new(text);
    private readonly bool _isEqual = isEqual;

    public override Quick Decide(Value[] slots) =>
        slots[_slot].TextOrNull is { Length: <= LongestText } value ? Is(_text.Is(value) == _isEqual) : Quick.Unsure;
}

/// <summary>Whether a variable is one of several texts.</summary>
internal sealed class AnyTextShortcut(int slot, string[] texts, long mostSteps) : Shortcut(mostSteps)
{
    private readonly int _slot = slot;
    private readonly TextKey[] _texts = [.. texts.Select(text => new TextKey(text))];

    public override Quick Decide(Value[] slots)
    {
        if (slots[_slot].TextOrNull is not { Length: <= LongestText } value)
        {
            return Quick.Unsure;
        }

        foreach (ref readonly var text in _texts.AsSpan())
        {
            if (text.Is(value))
            {
                return Quick.Yes;
            }
        }

        return Quick.No;
    }
}

/// <summary>Whether a variable begins or ends with a text.</summary>
internal sealed class EdgeShortcut(int slot, string text, bool isStart, long mostSteps) : Shortcut(mostSteps)
{
    private readonly int _slot = slot;
    private readonly string _text = text;
    private readonly bool _isStart = isStart;

    public override Quick Decide(Value[] slots)
    {
        if (slots[_slot].TextOrNull is not { Length: <= LongestText } value)
        {
            return Quick.Unsure;
        }

        return Is(_isStart ? value.StartsWith(_text, StringComparison.Ordinal) : value.EndsWith(_text, StringComparison.Ordinal));
    }
}
