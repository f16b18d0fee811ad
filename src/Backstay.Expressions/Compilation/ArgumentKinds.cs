using Backstay.Expressions.Functions;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>
/// The kinds that an overload takes where one kind, or any, is all that each of its parameters asks for: quicker to look at
/// than their types, which <see cref="Overload.Takes(CelType, Value)"/> does for everything else.
/// </summary>
internal sealed class ArgumentKinds
{
    /// <summary>An argument is never an error, so this stands for any kind.</summary>
    private const ValueKind Any = ValueKind.Error;

    private readonly ValueKind[] _kinds;

    private ArgumentKinds(ValueKind[] kinds) => _kinds = kinds;

    /// <summary>Null where more than kinds decides.</summary>
    public static ArgumentKinds? Of(Overload overload)
    {
        var kinds = new ValueKind[overload.RuntimeParameters.Count];
        for (var i = 0; i < kinds.Length; i++)
        {
            if (KindOf(overload.RuntimeParameters[i].Kind) is not { } kind)
            {
                return null;
            }

            kinds[i] = kind;
        }

        return new(kinds);
    }

    /// <summary>False where the overload has to be asked.</summary>
    public bool Take(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length != _kinds.Length)
        {
            return false;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (_kinds[i] != Any && _kinds[i] != arguments[i].Kind)
            {
                return false;
            }
        }

        return true;
    }

    private static ValueKind? KindOf(TypeKind type) => type switch
    {
        TypeKind.Dyn or TypeKind.Parameter => Any,
        TypeKind.Null => ValueKind.Null,
        TypeKind.Bool => ValueKind.Bool,
        TypeKind.Int => ValueKind.Int,
        TypeKind.Uint => ValueKind.Uint,
        TypeKind.Double => ValueKind.Double,
        TypeKind.String => ValueKind.String,
        TypeKind.Bytes => ValueKind.Bytes,
        TypeKind.Timestamp => ValueKind.Timestamp,
        TypeKind.Duration => ValueKind.Duration,
        TypeKind.List => ValueKind.List,
        TypeKind.Map => ValueKind.Map,
        TypeKind.Type => ValueKind.Type,
        _ => null,
    };
}
