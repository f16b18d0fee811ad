using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>
/// What evidence of a backend is bound to: SHA-256 of the JCS form of <c>{model, protocol, url, v:1}</c>, null where absent.
/// These decide who answers, so another declaration of them has to be proven again; the same declaration, or a return to
/// it, has its evidence already. How the gateway treats the backend (deadlines, repeats, limits) is left out: it changes
/// no answer.
/// </summary>
public static class BackendDigests
{
    /// <param name="endpoint">Names the model of an <c>oip</c> backend that does not say its own.</param>
    public static Digest Of(Name endpoint, BackendConfig backend)
    {
        var model = backend.Protocol == BackendProtocol.Oip ? backend.Model ?? endpoint.ToString() : null;
        var json = CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", 1);
            writer.WriteString("protocol", backend.Protocol switch
            {
                BackendProtocol.Hosted => "hosted",
                BackendProtocol.Oip => "oip",
                BackendProtocol.Json => "json",
                _ => throw new System.Diagnostics.UnreachableException($"No name for {backend.Protocol}."),
            });
            writer.WriteString("url", backend.Url?.AbsoluteUri);
            writer.WriteString("model", model);
            writer.WriteEndObject();
        });
        return Digest.Of(json.Value.Span);
    }

    /// <summary>Null where the endpoint has no backend of that name.</summary>
    public static Digest? Of(EndpointConfig endpoint, Name backend) =>
        endpoint.Backends.FirstOrDefault(b => b.Name == backend) is { } found ? Of(endpoint.Endpoint, found) : null;
}
