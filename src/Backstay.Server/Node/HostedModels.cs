using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Gateway.Upstreams;
using Backstay.Hosting;

namespace Backstay.Server.Node;

/// <summary>The model host as the gateway sees it. Runs on the calling thread: a call costs microseconds.</summary>
internal sealed class HostedModels(ModelHost host) : IHostedModels
{
    public ValueTask<Result<InferenceResponse>> InferAsync(VersionId model, InferenceRequest request, CancellationToken ct) =>
        ValueTask.FromResult(host.Infer(KeyOf(model), request, ct));

    public static ModelKey KeyOf(VersionId model) =>
        ModelKey.Create(model.Asset.Name.ToString(), model.Number.ToString()).Value;
}
