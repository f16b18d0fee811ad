using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>The warm-up: one run over zeros, so that the first caller does not pay for lazy work, and a model that can't run is refused.</summary>
internal static class ZeroRun
{
    public static Problem? Try(IModelSession session)
    {
        var inputs = new Tensor[session.Inputs.Length];
        var elementsLeft = OipLimits.MaxElements;
        for (var i = 0; i < inputs.Length; i++)
        {
            var spec = session.Inputs[i];
            var shape = spec.Shape.Select(length => length == TensorSpec.Variable ? 1 : length).ToArray();
            if (!TensorShape.TryCount(shape, elementsLeft, out var count))
            {
                return Problem.Invalid($"model.inputs[{i}].shape", $"The inputs of one request hold at most {OipLimits.MaxElements} elements.");
            }

            elementsLeft -= count;
            inputs[i] = Tensor.Zeros(spec.Name, spec.Type, shape);
        }

        var result = session.Run(new InferenceRequest(null, inputs), CancellationToken.None);
        return result.IsOk
            ? null
            : Problem.Invalid("model", $"The model fails on a request of zeros: {result.Problem.Message}", "Load it without warm-up if zeros are no legal input.");
    }
}
