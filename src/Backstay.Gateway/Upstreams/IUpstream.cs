namespace Backstay.Gateway.Upstreams;

/// <summary>One release's backend. Thread safe.</summary>
public interface IUpstream
{
    /// <summary>
    /// Never throws: what goes wrong is the answer's <see cref="UpstreamAnswer.Error"/>, and a cancelled attempt is
    /// <see cref="UpstreamError.Late"/>; the caller of this knows whose cancellation it was.
    /// </summary>
    ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken ct);
}
