using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Gateway.Upstreams;

/// <summary>The model host in this process, as the gateway sees it.</summary>
public interface IHostedModels
{
    /// <summary>
    /// Runs a loaded model. A problem of kind Invalid says that the input is wrong, Unavailable that the model is not
    /// loaded, anything else that the model failed. Long computations should leave the calling thread; the gateway stops
    /// waiting when <paramref name="ct"/> says so.
    /// </summary>
    ValueTask<Result<InferenceResponse>> InferAsync(VersionId model, InferenceRequest request, CancellationToken ct);
}
