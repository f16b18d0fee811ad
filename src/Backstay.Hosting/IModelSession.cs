using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>
/// A loaded model. Runs may overlap; each one computes on the thread that asks. Disposing while runs are under way is
/// safe: the memory goes when the last one has ended.
/// </summary>
public interface IModelSession : IDisposable
{
    ImmutableArray<TensorSpec> Inputs { get; }

    ImmutableArray<TensorSpec> Outputs { get; }

    /// <summary>
    /// The output tensors, those asked for in the order asked for. A tensor of a wrong name, type or shape is a problem that
    /// names the field (<c>inputs[0].shape</c>).
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; it ends at the next node of the graph.</exception>
    Result<ImmutableArray<Tensor>> Run(InferenceRequest request, CancellationToken ct);
}
