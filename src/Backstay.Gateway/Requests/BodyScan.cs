using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Fields;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Step 4, unit: one pass over the body that finds the unit and makes sure that the body is JSON, so that a caller's
/// garbage never reaches a release and never counts against one.
/// </summary>
internal static class BodyScan
{
    private static readonly SearchValues<byte> IntegerBytes = SearchValues.Create("-0123456789"u8);

    /// <param name="field">Where the unit is; null looks for none.</param>
    /// <param name="name">The field's name, for messages.</param>
    public static Problem? Read(ReadOnlySpan<byte> body, FieldTree? field, string name, out string? unit)
    {
        unit = null;
        if (!Utf8.IsValid(body))
        {
            return Problem.Invalid("body", "The body is not valid UTF-8.");
        }

        try
        {
            var found = new UnitVisitor(name);
            var json = new Utf8JsonReader(body, JsonFaults.ReaderOptions);
            json.Read();
            FieldTree.Walk(ref json, field?.Root, ref found);
            json.Read(); // anything after the document is malformed and throws here
            unit = found.Unit;
            return found.Problem;
        }
        catch (Exception exception) when (JsonFaults.IsFault(exception))
        {
            return JsonFaults.ToProblem(exception);
        }
    }

    private struct UnitVisitor(string name) : IFieldVisitor
    {
        public string? Unit { get; private set; }

        public Problem? Problem { get; private set; }

        public void Visit(ref Utf8JsonReader json, int slot)
        {
            if (Unit is not null)
            {
                Problem ??= Core.Primitives.Problem.Invalid(name, "The unit is given twice.");
                return;
            }

            Unit = json.TokenType switch
            {
                JsonTokenType.String when json.ValueSpan.Length <= UnitSource.MaxUnitLength * 6 => json.GetString(),
                JsonTokenType.Number when IsInteger(json.ValueSpan) => Encoding.ASCII.GetString(json.ValueSpan),
                _ => null,
            };
            Problem ??= Unit is null
                ? Core.Primitives.Problem.Invalid(name, $"A unit is a string of at most {UnitSource.MaxUnitLength} characters, or a whole number in digits.")
                : CallerHeaders.UnitProblem(name, Unit);
        }

        private static bool IsInteger(ReadOnlySpan<byte> digits) =>
            digits.Length <= UnitSource.MaxUnitLength && !digits.ContainsAnyExcept(IntegerBytes);
    }
}
