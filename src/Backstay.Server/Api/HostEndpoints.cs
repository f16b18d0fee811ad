using Backstay.Client.Hosting;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Hosting;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>The model host: what is hot, loading and unloading by hand.</summary>
internal static class HostEndpoints
{
    public static void MapHost(this RouteGroupBuilder api)
    {
        var host = api.MapGroup("/host").WithTags("Model host");
        host.MapGet("/models", List).Needs(TokenScope.Observer).WithSummary("Model versions hosted since the start: hot, warm and cold");
        host.MapPost("/load", LoadAsync).Needs(TokenScope.Operator).Answers<HostedModel>("Load a model version and warm it up", 404, 409);
        host.MapPost("/warm", WarmAsync).Needs(TokenScope.Operator).Answers<HostedModel>("Make a model version that no endpoint could need warm: its file mapped, no session", 404);
        host.MapPost("/unload", UnloadAsync).Needs(TokenScope.Operator).Answers<HostedModel>("Unload a model version that no endpoint could need", 404);
    }

    private static IEnumerable<HostedModel> List(HostControl host) => host.List().Select(ToWire);

    private static async Task<IResult> LoadAsync(HostChange change, HostControl host, CancellationToken ct) =>
        Answer(await host.LoadAsync(change.Version, ct));

    private static async Task<IResult> WarmAsync(HostChange change, HostControl host, CancellationToken ct) =>
        Answer(await host.WarmAsync(change.Version, ct));

    private static async Task<IResult> UnloadAsync(HostChange change, HostControl host, CancellationToken ct) =>
        Answer(await host.UnloadAsync(change.Version, ct));

    private static IResult Answer(Result<ModelStatus> status) =>
        status.IsOk ? TypedResults.Ok(ToWire(status.Value)) : status.Problem.ToResult();

    private static HostedModel ToWire(ModelStatus status) => new(
        $"model/{status.Key.Name}@{status.Key.Version}",
        status.State.ToString().ToLowerInvariant(),
        status.LoadedAt,
        status.LoadedAt is null ? null : status.LoadTime.TotalMilliseconds,
        status.FileBytes,
        status.MemoryBytes,
        status.Requests,
        status.Errors,
        status.CpuTime.TotalSeconds,
        status.Inputs,
        status.Outputs);
}
