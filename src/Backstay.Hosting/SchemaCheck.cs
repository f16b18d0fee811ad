using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>
/// Whether a model file keeps what its version declares: it takes every input that the declaration allows, needs no other,
/// and gives every output declared. A length that the file leaves open is checked with each answer.
/// </summary>
public static class SchemaCheck
{
    /// <summary>Null where it does; else a problem that names the tensor.</summary>
    /// <param name="loaded">What the file says of itself.</param>
    public static Problem? Check(string version, ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs, ModelStatus loaded)
    {
        foreach (var declared in inputs)
        {
            if (Difference(declared, Find(loaded.Inputs, declared.Name), isInput: true) is { } difference)
            {
                return Mismatch(version, "inputSchema", declared.Name, difference);
            }
        }

        foreach (var needed in loaded.Inputs)
        {
            if (Find(inputs, needed.Name) is null)
            {
                return Mismatch(version, "inputSchema", needed.Name, $"the file needs it ({needed}), and the version does not declare it");
            }
        }

        foreach (var declared in outputs)
        {
            if (Difference(declared, Find(loaded.Outputs, declared.Name), isInput: false) is { } difference)
            {
                return Mismatch(version, "outputSchema", declared.Name, difference);
            }
        }

        return null;
    }

    private static string? Difference(TensorSpec declared, TensorSpec? real, bool isInput)
    {
        if (real is null)
        {
            return "the file has no such tensor";
        }

        return declared.Type == real.Type && Fits(declared.Shape, real.Shape, isInput)
            ? null
            : $"the version declares '{declared}', and the file has '{real}'";
    }

    private static bool Fits(ImmutableArray<long> declared, ImmutableArray<long> real, bool isInput)
    {
        if (declared.Length != real.Length)
        {
            return false;
        }

        for (var i = 0; i < declared.Length; i++)
        {
            // Who declares a length as variable lets callers choose it, so the file has to take each; of an output whose length
            // only a run can tell, a run will tell.
            var fits = declared[i] == real[i] || real[i] == TensorSpec.Variable || (!isInput && declared[i] == TensorSpec.Variable);
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static TensorSpec? Find(ImmutableArray<TensorSpec> specs, string name)
    {
        foreach (var spec in specs)
        {
            if (spec.Name == name)
            {
                return spec;
            }
        }

        return null;
    }

    private static Problem Mismatch(string version, string field, string tensor, string difference) =>
        Problem.Refused(
            "schema-mismatch",
            $"{version} is not what it declares: {(field == "inputSchema" ? "input" : "output")} '{tensor}': {difference}.",
            "A version never changes: register the file under a new number with the schema that it has.")
        with
        { Field = $"model.{field}" };
}
