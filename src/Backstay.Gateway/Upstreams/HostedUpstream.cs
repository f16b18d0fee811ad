using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Gateway.Upstreams;

/// <summary>A model in this process.</summary>
internal sealed class HostedUpstream(IHostedModels models, VersionId model) : IUpstream
{
    public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken ct)
    {
        if (request.Tensors is null)
        {
            return UpstreamAnswer.Failed(UpstreamError.ProcessorMismatch);
        }

        try
        {
            var result = await InferAsync(request.Tensors, ct);
            return result.TryGet(out var response, out var problem)
                ? new UpstreamAnswer { Status = 200, Tensors = response }
                : new UpstreamAnswer { Status = ToStatus(problem), Error = ToError(problem), Problem = problem };
        }
        catch (OperationCanceledException)
        {
            return UpstreamAnswer.Failed(UpstreamError.Late);
        }
        catch (Exception)
        {
            // The edge of what is ours: a host that throws has failed this attempt, and its record says so.
            return UpstreamAnswer.Failed(UpstreamError.ModelFailed, 500);
        }
    }

    /// <summary>A run that can't be interrupted is left to end by itself; its memory is the collector's.</summary>
    private ValueTask<Result<InferenceResponse>> InferAsync(InferenceRequest request, CancellationToken ct)
    {
        var pending = models.InferAsync(model, request, ct);
        return pending.IsCompleted ? pending : new ValueTask<Result<InferenceResponse>>(pending.AsTask().WaitAsync(ct));
    }

    private static int ToStatus(Problem problem) => problem.Kind switch
    {
        ProblemKind.Invalid => 400,
        ProblemKind.TooLarge => 413,
        ProblemKind.NotFound or ProblemKind.Unavailable => 503,
        _ => 500,
    };

    private static UpstreamError ToError(Problem problem) => problem.Kind switch
    {
        ProblemKind.Invalid or ProblemKind.TooLarge => UpstreamError.CallerInput,
        ProblemKind.NotFound or ProblemKind.Unavailable => UpstreamError.NotReady,
        _ => UpstreamError.ModelFailed,
    };
}
