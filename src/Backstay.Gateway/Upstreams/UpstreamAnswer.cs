using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Gateway.Buffers;

namespace Backstay.Gateway.Upstreams;

/// <summary>What came of an attempt. Holds its buffers and connection until disposed.</summary>
public sealed class UpstreamAnswer : IDisposable
{
    private PooledBuffer? _buffer;

    /// <summary>HTTP status or its equivalent; 0 where none came.</summary>
    public int Status { get; init; }

    public UpstreamError Error { get; init; }

    /// <summary>What a model in this process said against the input; null elsewhere.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The whole body, or its first piece where it is streamed; empty where tensors stand in its place.</summary>
    public ReadOnlyMemory<byte> Body => _buffer?.Written ?? default;

    public string? ContentType { get; init; }

    /// <summary>The answer as tensors, from backends that speak in them.</summary>
    public InferenceResponse? Tensors { get; init; }

    /// <summary>As the backend echoed it.</summary>
    public string? ModelVersion => Tensors?.ModelVersion;

    /// <summary>The answer's headers and, where <see cref="IsStreamed"/>, the unread rest of its body.</summary>
    internal HttpResponseMessage? Http { get; init; }

    /// <summary>Whether the rest of the body is still on its way.</summary>
    public bool IsStreamed { get; init; }

    internal PooledBuffer? Buffer
    {
        init => _buffer = value;
    }

    public static UpstreamAnswer Failed(UpstreamError error, int status = 0) => new() { Error = error, Status = status };

    public void Dispose()
    {
        Http?.Dispose();
        _buffer?.Dispose();
        _buffer = null;
    }
}
