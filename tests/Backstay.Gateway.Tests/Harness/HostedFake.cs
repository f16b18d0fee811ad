using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Tests.Harness;

/// <summary>Models in this process that answer with the sum of each row, or as a test says.</summary>
internal sealed class HostedFake : IHostedModels
{
    public Func<VersionId, InferenceRequest, Result<InferenceResponse>> Behaviour { get; set; } = Sum;

    public InferenceRequest? Last { get; private set; }

    public ValueTask<Result<InferenceResponse>> InferAsync(VersionId model, InferenceRequest request, CancellationToken ct)
    {
        Last = request;
        return ValueTask.FromResult(Behaviour(model, request));
    }

    public static Result<InferenceResponse> Sum(VersionId model, InferenceRequest request)
    {
        var input = (Tensor<float>)request.Inputs[0];
        var rows = (int)input.Shape[0];
        var sums = new float[rows];
        for (var i = 0; i < input.Count; i++)
        {
            sums[i / (input.Count / rows)] += input.Data.Span[i];
        }

        return Answer(model, Tensor.Of("sum", [rows, 1], sums));
    }

    public static Result<InferenceResponse> Answer(VersionId model, params Tensor[] outputs) =>
        new InferenceResponse(model.Asset.Name.ToString(), model.Number.ToString(), null, [.. outputs]);
}
