using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Hosting;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>
/// The model host itself over the Open Inference Protocol v2, under <c>/host/v2</c>: one named version, no routing.
/// Callers go through the gateway; this is for people who look at a model.
/// </summary>
internal static class InferenceEndpoints
{
    public static void MapInference(this WebApplication app)
    {
        var v2 = app.MapGroup("/host/v2").WithTags("Open Inference Protocol").ExcludeFromDescription();
        v2.MapGet("/", (NodeHost node) => With(node, oip => Json(oip.ServerMetadata()))).Needs(TokenScope.Caller);
        v2.MapGet("/health/live", (NodeHost node) => With(node, oip => Json(oip.Live()))).Needs(TokenScope.Caller);
        v2.MapGet("/health/ready", (NodeHost node) => With(node, oip => State(oip.Ready()))).Needs(TokenScope.Caller);
        foreach (var version in new[] { string.Empty, "/versions/{version}" })
        {
            v2.MapGet("/models/{name}" + version, Metadata).Needs(TokenScope.Caller);
            v2.MapGet("/models/{name}" + version + "/ready", Ready).Needs(TokenScope.Caller);
            v2.MapPost("/models/{name}" + version + "/infer", InferAsync).Needs(TokenScope.Caller);
        }
    }

    private static IResult Metadata(NodeHost node, string name, string? version = null) =>
        With(node, oip => Answer(oip.ModelMetadata(name, version)));

    private static IResult Ready(NodeHost node, string name, string? version = null) =>
        With(node, oip => oip.ModelReady(name, version) is { IsOk: true } ready ? State(ready.Value) : Answer(oip.ModelMetadata(name, version)));

    private static async Task<IResult> InferAsync(HttpContext http, NodeHost node, string name, string? version = null)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return With(node, oip => Answer(oip.Infer(name, version, body.GetBuffer().AsSpan(0, (int)body.Length), http.RequestAborted)));
    }

    private static IResult With(NodeHost node, Func<OipModelService, IResult> ask) => node.Host is { } host
        ? ask(new OipModelService(host, new OipServerInfo("backstay", typeof(InferenceEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0")))
        : NodeHost.Missing.ToResult();

    private static IResult Answer(Result<ReadOnlyMemory<byte>> answer) => answer.IsOk
        ? Json(answer.Value)
        : Results.Bytes(OipModelService.Error(answer.Problem), "application/json").WithStatus(Problems.StatusOf(answer.Problem.Kind));

    private static StatusResult State((bool IsReady, ReadOnlyMemory<byte> Body) state) =>
        Json(state.Body).WithStatus(state.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static IResult Json(ReadOnlyMemory<byte> body) => Results.Bytes(body, "application/json");

    private static StatusResult WithStatus(this IResult inner, int status) => new(inner, status);

    private sealed class StatusResult(IResult inner, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            return inner.ExecuteAsync(httpContext);
        }
    }
}
