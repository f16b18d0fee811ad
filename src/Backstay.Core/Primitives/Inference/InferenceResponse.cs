using System.Collections.Immutable;

namespace Backstay.Core.Primitives.Inference;

/// <summary>A model's answer.</summary>
/// <param name="ModelVersion">What really served, by the model's own word; null where the server does not say.</param>
/// <param name="Id">The request's id, echoed.</param>
public sealed record InferenceResponse(string ModelName, string? ModelVersion, string? Id, ImmutableArray<Tensor> Outputs)
{
    /// <summary>The output of that name, or null.</summary>
    public Tensor? Find(string name)
    {
        foreach (var output in Outputs)
        {
            if (output.Name == name)
            {
                return output;
            }
        }

        return null;
    }
}
