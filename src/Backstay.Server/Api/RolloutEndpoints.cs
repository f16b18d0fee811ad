using Backstay.Client;
using Backstay.Client.Rollouts;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Server.Endpoints;
using Backstay.Server.Node;
using Backstay.Server.Rollouts;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>Starting, watching and steering rollouts.</summary>
internal static class RolloutEndpoints
{
    public static void MapRollouts(this RouteGroupBuilder api)
    {
        var rollouts = api.MapGroup("/rollouts").WithTags("Rollouts");
        rollouts.MapPost("", StartAsync).Needs(TokenScope.Operator).Commands().Answers<StartRolloutAnswer>("Move traffic to a release, step by step", 400, 404, 409, 422);
        rollouts.MapGet("", List).Needs(TokenScope.Observer).Answers<Listing<RolloutSummary>>("Rollouts, newest first", 400, 404);
        rollouts.MapGet("/{rollout}", FindAsync).Needs(TokenScope.Observer).Answers<RolloutView>("A rollout, with its guards at this moment while it runs", 404);
        rollouts.MapPost("/{rollout}/pause", PauseAsync).Needs(TokenScope.Operator).Commands().Answers<RolloutView>("Stand still: no step passes, guards go on", 400, 404, 409);
        rollouts.MapPost("/{rollout}/resume", ResumeAsync).Needs(TokenScope.Operator).Commands().Answers<RolloutView>("Go on", 400, 404, 409, 422);
        rollouts.MapPost("/{rollout}/abort", AbortAsync).Needs(TokenScope.Operator).Commands().Answers<RolloutView>("End it by taking its traffic back", 400, 404, 409);
    }

    private static async Task<IResult> StartAsync(HttpContext http, CommandGate gate, RolloutStarter starter, StartRolloutRequest request)
    {
        var command = request.ToCommand();
        var actor = http.Caller().ToActor(onBehalfOf: null);
        var receipt = await gate.SubmitAsync(http, command, (commit, ct) => starter.StartAsync(command, actor, () => commit(command), ct));
        return receipt.Map(recorded => new StartRolloutAnswer(
            request.Endpoint, request.Release, recorded.Facts.Select(f => f.Fact).OfType<RolloutStarted>().SingleOrDefault()?.Rollout, recorded.Position)).ToOk();
    }

    private static IResult List(LedgerSession ledger, RolloutReader reader, Name? endpoint = null, int limit = Limits.Default) =>
        (Limits.Check(limit) ?? (endpoint is { } wanted ? EndpointReader.Missing(ledger.Current, wanted) : null)) is { } wrong
            ? wrong.ToResult()
            : TypedResults.Ok(reader.List(endpoint, limit));

    private static async Task<IResult> FindAsync(RolloutReader reader, string rollout, CancellationToken ct) =>
        (await reader.FindAsync(rollout, ct)).ToOk();

    private static Task<IResult> PauseAsync(HttpContext http, CommandGate gate, RolloutReader reader, string rollout, WhyRequest request) =>
        SteerAsync(http, gate, reader, rollout, new PauseRollout(rollout, request.Why));

    private static Task<IResult> ResumeAsync(HttpContext http, CommandGate gate, RolloutReader reader, string rollout, WhyRequest request) =>
        SteerAsync(http, gate, reader, rollout, new ResumeRollout(rollout, request.Why));

    private static Task<IResult> AbortAsync(HttpContext http, CommandGate gate, RolloutReader reader, string rollout, WhyRequest request) =>
        SteerAsync(http, gate, reader, rollout, new AbortRollout(rollout, request.Why));

    private static async Task<IResult> SteerAsync(HttpContext http, CommandGate gate, RolloutReader reader, string rollout, ICommand command)
    {
        var receipt = await gate.SubmitAsync(http, command);
        return receipt.IsOk ? (await reader.FindAsync(rollout, http.RequestAborted)).ToOk() : receipt.Problem.ToResult();
    }
}
