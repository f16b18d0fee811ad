using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Routing;
using Backstay.Gateway.Buffers;
using Backstay.Gateway.Processing;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>
/// A caller's question, in the forms that releases take it. Whose words they are decides whose fault a refusal is:
/// what the caller sent itself, or what a release's processor made of it.
/// </summary>
internal sealed class Question(CallerProtocol protocol, PooledBuffer body, ForwardedHeaders headers) : IDisposable
{
    private Result<InferenceRequest>? _tensors;

    public CallerProtocol Protocol { get; } = protocol;

    public ReadOnlyMemory<byte> Body => body.Written;

    /// <summary>Bytes that it keeps in memory.</summary>
    public int Size => body.Capacity;

    /// <summary>
    /// The form for one release. Its processor applies to plain JSON only: who speaks the inference protocol sends tensors.
    /// Without a processor, a backend that takes tensors needs a body that is an inference request itself. A backend of plain
    /// JSON can't answer who speaks the inference protocol: that client would take any JSON for its answer.
    /// </summary>
    public Result<AttemptForm> FormFor(LiveTarget target, bool mayStream)
    {
        var runtime = target.Runtime;
        var backend = runtime.Target.Backend.Protocol;
        if (backend == BackendProtocol.Json)
        {
            return Protocol == CallerProtocol.Oip ? PlainJsonOnly(target) : Form(Body, null, null, null, mayStream);
        }

        if (runtime.Processor is { } processor && Protocol == CallerProtocol.Json)
        {
            return processor.Apply(Body.Span).TryGet(out var made, out var refused) ? Processed(processor, made, backend) : refused;
        }

        _tensors ??= OipJson.ReadRequest(Body.Span);
        return _tensors.Value.TryGet(out var sent, out var problem)
            ? Form(Body, sent, null, null, mayStream: false)
            : Protocol == CallerProtocol.Oip
                ? problem
                : problem with { Hint = $"Release {target.Release} has no data processor: the body must be an Open Inference Protocol request." };
    }

    public void Dispose() => body.Dispose();

    /// <summary>What a caller of the inference protocol is told where a backend of plain JSON serves.</summary>
    public static Problem PlainJsonOnly(LiveTarget target) => new(
        ProblemKind.Invalid,
        "plain-json-only",
        $"Release {target.Release} is served by a backend of plain JSON, which has no answer in the Open Inference Protocol.")
    {
        Field = "endpoint",
        Hint = "Call POST /endpoints/ENDPOINT, or serve the release by a backend of protocol 'oip' or 'hosted'.",
    };

    private Result<AttemptForm> Processed(CompiledProcessor processor, InferenceRequest made, BackendProtocol backend)
    {
        if (backend == BackendProtocol.Hosted)
        {
            return Form(default, made, processor, null, mayStream: false);
        }

        var encoded = new PooledBuffer(Body.Length);
        if (OipJson.WriteRequest(encoded, made) is { } problem)
        {
            encoded.Dispose();
            return problem;
        }

        return Form(encoded.Written, made, processor, encoded, mayStream: false);
    }

    private AttemptForm Form(
        ReadOnlyMemory<byte> wire, InferenceRequest? tensors, CompiledProcessor? processor, PooledBuffer? owned, bool mayStream) =>
        new(new UpstreamRequest { Body = wire, Tensors = tensors, Headers = headers, MayStream = mayStream }, processor, owned);
}
