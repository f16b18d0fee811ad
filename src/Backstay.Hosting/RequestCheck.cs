using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>Whether a request fits a model's signature, before anything native sees it.</summary>
internal static class RequestCheck
{
    /// <summary>Fills <paramref name="places"/> with the place in the request of each input of the model.</summary>
    public static Problem? MatchInputs(ImmutableArray<TensorSpec> specs, ImmutableArray<Tensor> tensors, Span<int> places)
    {
        places.Fill(-1);
        for (var i = 0; i < tensors.Length; i++)
        {
            var place = IndexOf(specs, tensors[i].Name);
            if (place < 0)
            {
                return Problem.Invalid($"inputs[{i}].name", $"The model has no input '{tensors[i].Name}'; it has {Names(specs)}.");
            }

            if (places[place] >= 0)
            {
                return Problem.Invalid($"inputs[{i}].name", $"The input '{tensors[i].Name}' is given twice.");
            }

            if (specs[place].Check(tensors[i], $"inputs[{i}]") is { } problem)
            {
                return problem;
            }

            places[place] = i;
        }

        var missing = places.IndexOf(-1);
        return missing < 0 ? null : Problem.Invalid("inputs", $"The input '{specs[missing].Name}' is missing; the model takes {Names(specs)}.");
    }

    /// <summary>Fills and cuts <paramref name="places"/> to the places in the model of the wanted outputs.</summary>
    public static Problem? MatchOutputs(ImmutableArray<TensorSpec> specs, ImmutableArray<string> wanted, ref Span<int> places)
    {
        places = places[..(wanted.Length == 0 ? specs.Length : wanted.Length)];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = wanted.Length == 0 ? i : IndexOf(specs, wanted[i]);
            if (places[i] < 0)
            {
                return Problem.Invalid($"outputs[{i}].name", $"The model has no output '{wanted[i]}'; it has {Names(specs)}.");
            }

            if (places[..i].Contains(places[i]))
            {
                return Problem.Invalid($"outputs[{i}].name", $"The output '{wanted[i]}' is asked for twice.");
            }
        }

        return null;
    }

    private static int IndexOf(ImmutableArray<TensorSpec> specs, string name)
    {
        for (var i = 0; i < specs.Length; i++)
        {
            if (specs[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Names(ImmutableArray<TensorSpec> specs) => string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));
}
