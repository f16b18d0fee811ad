using Backstay.Client.Apply;
using Backstay.Core.Governance;
using Backstay.Server.Apply;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>What a set of documents would change.</summary>
internal static class PlanEndpoints
{
    public static void MapPlans(this RouteGroupBuilder api) =>
        api.MapPost("/plan", Plan).Needs(TokenScope.Observer).WithTags("Apply").Answers<PlanAnswer>("What documents would change; nothing is recorded", 400);

    private static IResult Plan(HttpContext http, ApplyPlanner planner, PlanRequest request) =>
        planner.Plan(request, http.Caller().ToActor(onBehalfOf: null)).ToOk();
}
