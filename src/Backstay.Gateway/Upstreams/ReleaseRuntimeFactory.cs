using System.Diagnostics.CodeAnalysis;
using System.Net;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Processing;
using Backstay.Gateway.Tables;
using Microsoft.Extensions.Options;

namespace Backstay.Gateway.Upstreams;

/// <summary>Makes the runtimes of releases. Owns the one connection pool of the gateway.</summary>
public sealed class ReleaseRuntimeFactory : IDisposable
{
    /// <summary>
    /// Below the five seconds after which many servers close an idle connection: a request sent into the closing would
    /// be an error of nobody's making, and count against a release.
    /// </summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);

    /// <summary>So that a backend that moved is found by name again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly IHostedModels? _hosted;
    private readonly HttpMessageInvoker _http;
    private readonly int _maxAnswerBytes;

    [SuppressMessage("Reliability", "CA2000", Justification = "The invoker disposes its handler.")]
    public ReleaseRuntimeFactory(IOptions<GatewayOptions> options, IHostedModels? hosted = null)
    {
        _hosted = hosted;
        _maxAnswerBytes = options.Value.MaxAnswerBytes;
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ActivityHeadersPropagator = null,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromMilliseconds(options.Value.ConnectTimeoutMs),
                MaxConnectionsPerServer = options.Value.MaxConnectionsPerBackend,
                PooledConnectionIdleTimeout = IdleTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
                UseCookies = false,
                UseProxy = false,
            },
            disposeHandler: true);
    }

    /// <summary>The runtime of a release at an endpoint, or why it can't have one.</summary>
    /// <param name="processor">The data-processor version's content; null where the release has none.</param>
    /// <param name="signature">What the model version declares; empty lists where it does not.</param>
    public Result<ReleaseRuntime> Create(Name endpoint, RouteTarget target, ReadOnlyMemory<byte>? processor, ModelSignature signature)
    {
        if (target.Processor is null != processor is null)
        {
            return Problem.Invalid("processor", $"Release {target.Release} {(processor is null ? "needs the content of its data processor" : "has no data processor")}.");
        }

        CompiledProcessor? compiled = null;
        if (processor is { } content && !CompiledProcessor.Parse(content).TryGet(out compiled, out var problem))
        {
            return problem;
        }

        if (compiled is not null && target.Backend.Protocol == BackendProtocol.Json)
        {
            return Problem.Refused("no-tensors", $"Backend '{target.Backend.Name}' takes plain JSON; a data processor makes tensors.");
        }

        if (!UpstreamFor(endpoint, target).TryGet(out var upstream, out var refused))
        {
            return refused;
        }

        return new ReleaseRuntime { Target = target, Upstream = upstream, Processor = compiled, Signature = signature };
    }

    public void Dispose() => _http.Dispose();

    private Result<IUpstream> UpstreamFor(Name endpoint, RouteTarget target)
    {
        if (target.Backend is { Protocol: BackendProtocol.Hosted })
        {
            return _hosted is null
                ? Problem.Unavailable("no-host", $"Backend '{target.Backend.Name}' is hosted, and this gateway has no model host.")
                : Result<IUpstream>.Ok(new HostedUpstream(_hosted, target.Model));
        }

        if (target.Backend.Url is not { } url)
        {
            return Problem.Invalid("url", $"Backend '{target.Backend.Name}' has no URL.");
        }

        var address = target.Backend.Protocol == BackendProtocol.Json
            ? url
            : new Uri($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v2/models/{Uri.EscapeDataString(target.Backend.Model ?? endpoint.ToString())}/infer");
        return Result<IUpstream>.Ok(new HttpUpstream(_http, target.Backend.Protocol, address, _maxAnswerBytes));
    }
}
