using Backstay.Core.Primitives;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Whether a caller may call endpoints. Asked once a request, before its body is read and before it hears whether there is such
/// an endpoint.
/// </summary>
public interface ICallerGate
{
    /// <summary>Null where it may; a problem is answered by its kind (Unauthenticated by 401, Forbidden by 403).</summary>
    /// <param name="authorization">The Authorization header as sent; null where there is none.</param>
    ValueTask<Problem?> CheckAsync(string? authorization, CancellationToken ct);
}
