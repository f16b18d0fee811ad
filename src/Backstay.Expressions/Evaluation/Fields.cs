using Backstay.Expressions.Checking;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Evaluation;

/// <summary>Reads fields of maps, objects, and optionals of them.</summary>
internal static class Fields
{
    public static Value Read(Value operand, CheckedField field)
    {
        if (operand.IsError)
        {
            return operand;
        }

        if (operand.Kind != ValueKind.Optional)
        {
            return Read(operand, field, isOptional: field.Kind == SelectKind.Optional);
        }

        if (operand.AsOptional.HasValue)
        {
            return Read(operand.AsOptional.Value, field, isOptional: true);
        }

        return field.Kind == SelectKind.Presence ? Value.False : operand;
    }

    private static Value Read(Value holder, CheckedField field, bool isOptional)
    {
        Value? found;
        switch (holder.Kind)
        {
            case ValueKind.Map:
                found = holder.AsMap.TryGet(field.Field, out var value) ? value : null;
                break;
            case ValueKind.Object:
                var instance = holder.AsObject;
                found = field.Place >= 0 && instance.Type.Fields?.IndexOf(field.Field) == field.Place ? instance.At(field.Place) : instance.Get(field.Field);
                break;
            default:
                return Errors.NoOverload($"{ValueText.KindOf(holder)} has no fields, so no '{field.Field}'.");
        }

        if (field.Kind == SelectKind.Presence)
        {
            return Value.Bool(found is not null);
        }

        if (isOptional)
        {
            return found is { IsError: true } ? found.Value : Value.Optional(found is { } present ? OptionalValue.Of(present) : OptionalValue.None);
        }

        return found ?? Value.Error(EvaluationErrorKind.Missing, $"There is no '{field.Field}' in the {(holder.Kind == ValueKind.Map ? "map" : ValueText.KindOf(holder))}.");
    }
}
