namespace Backstay.Expressions.Functions;

/// <summary>The language's libraries, in the order of the reference.</summary>
internal static class StandardFunctions
{
    public static IEnumerable<Function> All()
    {
        var set = new FunctionSet();
        Comparisons.AddTo(set);
        Arithmetic.AddTo(set);
        Collections.AddTo(set);
        Conversions.AddTo(set);
        TimeFunctions.AddTo(set);
        StringFunctions.AddTo(set);
        StringPositions.AddTo(set);
        MathFunctions.AddTo(set);
        BitFunctions.AddTo(set);
        OptionalFunctions.AddTo(set);
        Encoders.AddTo(set);
        return set.All();
    }
}
