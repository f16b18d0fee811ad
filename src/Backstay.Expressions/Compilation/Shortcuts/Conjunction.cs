using System.Runtime.CompilerServices;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>
/// The first of the conditions that are joined by &amp;&amp;: one that is false is enough. Three have places of their own, which
/// is a quarter quicker than a loop, and as many as most rules have.
/// </summary>
internal sealed class Conjunction
{
    private readonly Shortcut? _first;
    private readonly Shortcut? _second;
    private readonly Shortcut? _third;
    private readonly Shortcut[] _others;
    private readonly Quick _whenAllHold;

    /// <param name="conditions">In the order in which they are evaluated.</param>
    /// <param name="areAll">Whether the expression has no other conditions.</param>
    public Conjunction(IReadOnlyList<Shortcut> conditions, bool areAll)
    {
        _first = conditions.ElementAtOrDefault(0);
        _second = conditions.ElementAtOrDefault(1);
        _third = conditions.ElementAtOrDefault(2);
        _others = [.. conditions.Skip(3)];
        _whenAllHold = areAll && conditions.Count > 0 ? Quick.Yes : Quick.Unsure;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quick Decide(Value[] slots)
    {
        if (_first is null)
        {
            return Quick.Unsure;
        }

        var quick = _first.Decide(slots);
        if (quick != Quick.Yes)
        {
            return quick;
        }

        if (_second is null)
        {
            return _whenAllHold;
        }

        quick = _second.Decide(slots);
        if (quick != Quick.Yes)
        {
            return quick;
        }

        if (_third is null)
        {
            return _whenAllHold;
        }

        quick = _third.Decide(slots);
        return quick != Quick.Yes ? quick : _others.Length == 0 ? _whenAllHold : DecideOthers(slots);
    }

    private Quick DecideOthers(Value[] slots)
    {
        foreach (var other in _others)
        {
            var quick = other.Decide(slots);
            if (quick != Quick.Yes)
            {
                return quick;
            }
        }

        return _whenAllHold;
    }
}
