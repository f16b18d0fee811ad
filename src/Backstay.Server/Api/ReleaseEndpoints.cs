using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Server.Releases;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backstay.Server.Api;

/// <summary>Releases, their checks, the compatibility matrix, and the systems that releases need around them.</summary>
internal static class ReleaseEndpoints
{
    /// <summary>Samples are bodies: a check's own body is larger than others.</summary>
    private const long MaxCheckBytes = 64 * 1024 * 1024;

    public static void MapReleases(this RouteGroupBuilder api)
    {
        var releases = api.MapGroup("/releases").WithTags("Releases");
        releases.MapPost("", ProposeAsync).Needs(TokenScope.Operator).Commands().Answers<ReleaseView>("Bind versions into a release", 400, 409);
        releases.MapGet("", List).Needs(TokenScope.Observer).Answers<Listing<ReleaseSummary>>("Releases, newest first", 400);
        releases.MapGet("/{release}", FindAsync).Needs(TokenScope.Observer).Answers<ReleaseView>("A release with its evidence", 404);
        releases.MapPost("/{release}/check", CheckAsync).Needs(TokenScope.Operator).Commands().WithMetadata(new RequestSizeLimitAttribute(MaxCheckBytes))
            .Answers<CheckReport>("Run sample inputs through a whole release, and record the evidence", 400, 404, 422);
        api.MapGet("/matrix", Matrix).Needs(TokenScope.Observer).WithTags("Releases").Answers<Listing<MatrixRow>>("Which combinations of versions are proven", 400);

        var systems = api.MapGroup("/systems").WithTags("Systems");
        systems.MapGet("", Systems).Needs(TokenScope.Observer).Answers<Listing<SystemView>>("What surrounds us, and in which version");
        systems.MapPut("/{system}", SetSystemAsync).Needs(TokenScope.Operator).Commands().Answers<SystemView>("Say which version of a system is there", 400);
    }

    private static async Task<IResult> ProposeAsync(
        HttpContext http, CommandGate gate, ReleaseReader reader, ProposeReleaseRequest request)
    {
        var receipt = await gate.SubmitAsync(http, request.ToCommand());
        if (!receipt.IsOk)
        {
            return receipt.Problem.ToResult();
        }

        var view = await reader.FindAsync(request.Release, http.RequestAborted);
        return view.IsOk && !receipt.Value.Facts.IsEmpty
            ? TypedResults.Created($"{ApiApplication.Prefix}/releases/{request.Release}", view.Value)
            : view.ToOk();
    }

    private static IResult List(ReleaseReader reader, int limit = Limits.Default) =>
        Limits.Check(limit) is { } wrong ? wrong.ToResult() : TypedResults.Ok(reader.List(limit));

    private static async Task<IResult> FindAsync(ReleaseReader reader, Name release, CancellationToken ct) =>
        (await reader.FindAsync(release, ct)).ToOk();

    private static async Task<IResult> CheckAsync(
        HttpContext http, CommandGate gate, ReleaseChecker checker, Name release, CheckReleaseRequest request)
    {
        if (CheckRequests.Problem(request) is { } wrong)
        {
            return wrong.ToResult();
        }

        var asked = CheckRequests.ToCommand(release, request);
        var receipt = await gate.SubmitAsync(http, asked, async (commit, ct) =>
            (await checker.RunAsync(release, request, ct)).TryGet(out var run, out var problem) ? await commit(run.Over(asked)) : problem);
        return receipt.Map(recorded => CheckReports.Of(recorded.Facts[0])).ToOk();
    }

    private static IResult Matrix(ReleaseReader reader, int limit = Limits.Default) =>
        Limits.Check(limit) is { } wrong ? wrong.ToResult() : TypedResults.Ok(reader.Matrix(limit));

    private static Ok<Listing<SystemView>> Systems(ReleaseReader reader) => TypedResults.Ok(reader.Systems());

    private static async Task<IResult> SetSystemAsync(HttpContext http, CommandGate gate, Name system, SetSystemRequest request)
    {
        var receipt = await gate.SubmitAsync(http, new SetSystem(system, request.Version, request.Why));
        return receipt
            .Map(recorded => new SystemView(system, request.Version, recorded.Facts[0].Seq, recorded.Facts[0].Head.Time))
            .ToOk();
    }
}
