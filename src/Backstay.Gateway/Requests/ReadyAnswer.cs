using Backstay.Core.Primitives;
using Backstay.Gateway.Buffers;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>An attempt's answer in the form that the caller gets, or why it is none.</summary>
internal sealed class ReadyAnswer : IDisposable
{
    private readonly PooledBuffer? _rendered;
    private readonly UpstreamAnswer? _source;

    public ReadyAnswer(UpstreamAnswer source, UpstreamError error, PooledBuffer? rendered = null)
    {
        _source = source;
        _rendered = rendered;
        Error = error;
        Status = source.Status;
        Refusal = source.Problem;
    }

    /// <summary>A refusal before anything was sent.</summary>
    public ReadyAnswer(Problem refusal)
    {
        Error = UpstreamError.CallerInput;
        Status = refusal.Kind == ProblemKind.TooLarge ? 413 : 400;
        Refusal = refusal;
    }

    public UpstreamError Error { get; }

    public int Status { get; }

    /// <summary>What to tell the caller where no backend's words can be passed on.</summary>
    public Problem? Refusal { get; }

    public ReadOnlyMemory<byte> Body => _rendered?.Written ?? _source?.Body ?? default;

    public string ContentType => _rendered is null && _source?.ContentType is { } own ? own : "application/json";

    public string? ModelVersion => _source?.ModelVersion;

    public bool WasSent => _source is not null && Error != UpstreamError.ConnectFailed;

    /// <summary>The backend's own message, whose headers go on; null where the answer is of our making.</summary>
    public HttpResponseMessage? Http => _rendered is null ? _source?.Http : null;

    public bool IsStreamed => _source?.IsStreamed ?? false;

    public void Dispose()
    {
        _rendered?.Dispose();
        _source?.Dispose();
    }
}
