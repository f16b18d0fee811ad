using Backstay.Core.Primitives.Inference;

namespace Backstay.Gateway.Upstreams;

/// <summary>One attempt's question. Valid until the answer is disposed.</summary>
public sealed class UpstreamRequest
{
    /// <summary>What goes over the wire: UTF-8 JSON in the backend's protocol.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The same as tensors, for a model in this process; null for backends that are sent the body.</summary>
    public required InferenceRequest? Tensors { get; init; }

    /// <summary>The caller's end-to-end headers.</summary>
    public required ForwardedHeaders Headers { get; init; }

    /// <summary>Whether a good answer may be handed on unread, as it comes.</summary>
    public required bool MayStream { get; init; }
}
