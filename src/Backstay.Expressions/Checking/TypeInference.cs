using Backstay.Expressions.Types;

namespace Backstay.Expressions.Checking;

/// <summary>
/// What type parameters stand for, as far as the expression has told. Assignability goes both ways where dyn is concerned:
/// dyn takes everything, and everything may take dyn, as the value's kind is looked at again when it is evaluated.
/// </summary>
internal sealed class TypeInference
{
    private readonly Dictionary<string, CelType> _known = new(StringComparer.Ordinal);

    /// <summary>What was learnt since the last attempt began, with what was known before, to take it back.</summary>
    private readonly Stack<(string Name, CelType? Before)> _learnt = new();
    private int _fresh;

    public CelType Fresh() => CelType.Parameter($"${_fresh++}");

    /// <summary>The types with new parameters for their own, the same for the same.</summary>
    public IReadOnlyList<CelType> WithFreshParameters(IReadOnlyList<CelType> types)
    {
        var fresh = new Dictionary<string, CelType>(StringComparer.Ordinal);
        return [.. types.Select(type => Rename(type, fresh))];
    }

    /// <summary>The type with what is known put in; what is still open becomes dyn where that is asked for.</summary>
    public CelType Resolve(CelType type, bool openIsDyn)
    {
        if (type.Kind == TypeKind.Parameter)
        {
            return _known.TryGetValue(type.Name, out var known) ? Resolve(known, openIsDyn) : openIsDyn ? CelType.Dyn : type;
        }

        return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(parameter => Resolve(parameter, openIsDyn))]);
    }

    /// <summary>Whether every pair fits; learns what that says about parameters only if so.</summary>
    public bool TryAssign(IReadOnlyList<CelType> from, IReadOnlyList<CelType> to)
    {
        if (from.Count != to.Count)
        {
            return false;
        }

        _learnt.Clear();
        for (var i = 0; i < from.Count; i++)
        {
            if (!Assign(from[i], to[i]))
            {
                Forget();
                return false;
            }
        }

        return true;
    }

    public bool TryAssign(CelType from, CelType to) => TryAssign([from], [to]);

    /// <summary>The one type that both are, or dyn.</summary>
    public CelType Join(CelType? first, CelType second) => first switch
    {
        null => second,
        _ when TryAssign(first, second) => MoreGeneral(first, second),
        _ => CelType.Dyn,
    };

    private CelType Rename(CelType type, Dictionary<string, CelType> fresh)
    {
        if (type.Kind != TypeKind.Parameter)
        {
            return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(parameter => Rename(parameter, fresh))]);
        }

        if (!fresh.TryGetValue(type.Name, out var renamed))
        {
            fresh[type.Name] = renamed = Fresh();
        }

        return renamed;
    }

    private bool Assign(CelType left, CelType right)
    {
        if (right.Kind == TypeKind.Parameter)
        {
            var (fits, wasKnown) = Substitute(left, right);
            if (fits || wasKnown)
            {
                return fits;
            }
        }

        if (left.Kind == TypeKind.Parameter)
        {
            return Substitute(right, left).Fits;
        }

        if (left.Kind == TypeKind.Dyn || right.Kind == TypeKind.Dyn)
        {
            // A list(A) that is only known to be dyn holds anything: A is dyn too, whatever else it was taken for.
            return (left.Kind == TypeKind.Dyn ? right : left).Parameters.All(inner => Assign(CelType.Dyn, inner));
        }

        if (left.Kind == TypeKind.Null || right.Kind == TypeKind.Null)
        {
            return TakesNull(left.Kind == TypeKind.Null ? right : left);
        }

        if (left.Kind != right.Kind || !string.Equals(left.Name, right.Name, StringComparison.Ordinal))
        {
            return false;
        }

        return left.Kind == TypeKind.Type
            || (left.Parameters.Count == right.Parameters.Count && !left.Parameters.Where((parameter, i) => !Assign(parameter, right.Parameters[i])).Any());
    }

    /// <summary>Lets the parameter stand for the type too; says whether that can be, and whether it stood for something before.</summary>
    private (bool Fits, bool WasKnown) Substitute(CelType type, CelType parameter)
    {
        if (type.Equals(parameter))
        {
            return (true, true);
        }

        if (_known.TryGetValue(parameter.Name, out var known))
        {
            if (type.Equals(known))
            {
                return (true, true);
            }

            if (!Assign(type, known))
            {
                return (false, true);
            }

            var general = MoreGeneral(type, known);
            if (!IsWithin(parameter, general))
            {
                Learn(parameter.Name, general);
            }

            return (true, true);
        }

        if (IsWithin(parameter, type))
        {
            return (false, false);
        }

        Learn(parameter.Name, type);
        return (true, false);
    }

    private void Learn(string name, CelType type)
    {
        _learnt.Push((name, _known.GetValueOrDefault(name)));
        _known[name] = type;
    }

    private void Forget()
    {
        while (_learnt.TryPop(out var last))
        {
            if (last.Before is { } before)
            {
                _known[last.Name] = before;
            }
            else
            {
                _known.Remove(last.Name);
            }
        }
    }

    private static bool TakesNull(CelType type) =>
        type.Kind is TypeKind.Null or TypeKind.Opaque or TypeKind.Object or TypeKind.Timestamp or TypeKind.Duration;

    /// <summary>The type that takes what either takes; both have the same form where neither is dyn, a parameter or null.</summary>
    private static CelType MoreGeneral(CelType first, CelType second)
    {
        if (first.Kind is TypeKind.Dyn or TypeKind.Parameter || second.Kind == TypeKind.Null)
        {
            return first;
        }

        return second.Kind is TypeKind.Dyn or TypeKind.Parameter || first.Kind == TypeKind.Null || first.Parameters.Count != second.Parameters.Count
            ? second
            : first.Parameters.Count == 0 ? first : first.With([.. first.Parameters.Select((parameter, i) => MoreGeneral(parameter, second.Parameters[i]))]);
    }

    /// <summary>Whether the parameter stands in the type: a type that holds itself would have no end.</summary>
    private bool IsWithin(CelType parameter, CelType type) => type.Kind == TypeKind.Parameter
        ? type.Equals(parameter) || (_known.TryGetValue(type.Name, out var known) && IsWithin(parameter, known))
        : type.Parameters.Any(inner => IsWithin(parameter, inner));
}
