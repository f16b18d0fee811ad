using Backstay.Client.Status;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>Whether the server lives, whether it can do its work, and one page about it.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api)
    {
        var health = api.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", GetLive).NeedsNothing().Answers<HealthAnswer>("The process runs");
        health.MapGet("/ready", GetReady).NeedsNothing().Answers<HealthAnswer>("Commands are accepted", 503);
    }

    public static void MapStatus(this RouteGroupBuilder api) =>
        api.MapGet("/status", GetStatus).Needs(TokenScope.Observer).WithTags("Health").Answers<NodeStatus>("One page about this server");

    private static Ok<HealthAnswer> GetLive() => TypedResults.Ok(new HealthAnswer("live"));

    private static IResult GetReady(LedgerSession ledger, NodeNotes notes, TimeProvider time) => ledger.Broken is { } broken
        ? Problem.Unavailable(broken.Code, "The ledger accepts nothing; the log says why.", "Restart once the disk is mended.").ToResult()
        : TypedResults.Ok(new HealthAnswer("ready", notes.With(AdminAccess.Trouble(ledger.Current.Governance, time.GetUtcNow()))));

    private static Ok<NodeStatus> GetStatus(LedgerSession ledger, NodeNotes notes, TimeProvider time)
    {
        var world = ledger.Current;
        var now = time.GetUtcNow();
        return TypedResults.Ok(new NodeStatus(
            NodeVersion.Text, ledger.Origin, world.Position, world.Time, world.Routing.Endpoints.Count,
            world.Rollouts.Traffic.Values.Count(traffic => traffic.Active is not null),
            world.Governance.Tokens.Values.Count(token => !token.Revoked && token.Fact.Expires > now),
            ledger.Sequencer.Waiting, ledger.Broken?.Message, notes.With(AdminAccess.Trouble(world.Governance, now))));
    }
}
