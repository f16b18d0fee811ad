using Backstay.Gateway.Buffers;
using Backstay.Gateway.Processing;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>A question in the form that one release takes.</summary>
/// <param name="Processor">What made the tensors; null where they are the caller's own.</param>
/// <param name="Owned">The buffer of what was made, if any.</param>
internal sealed record AttemptForm(UpstreamRequest Request, CompiledProcessor? Processor, PooledBuffer? Owned) : IDisposable
{
    public void Dispose() => Owned?.Dispose();
}
