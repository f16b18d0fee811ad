using Backstay.Client.Versions;
using Backstay.Core.Governance;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.World.Queries;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.Server.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>Versions: registering, reading, and where they are used.</summary>
internal static class VersionEndpoints
{
    /// <summary>The path of one version, below <c>/versions</c>.</summary>
    public const string One = "/{kind}/{name}/{number}";

    public static void MapVersions(this RouteGroupBuilder api)
    {
        var versions = api.MapGroup("/versions").WithTags("Versions");
        versions.MapPost("", RegisterAsync).Needs(TokenScope.Operator).Commands()
            .WithSummary("Register a version; 200 where the same registration is there already.").Fails(409);
        versions.MapGet("", ListAsync).Needs(TokenScope.Observer)
            .WithSummary("List versions by kind, name and number.");
        versions.MapGet(One, GetAsync).Needs(TokenScope.Observer)
            .WithSummary("Read a version with all its files and recorded inputs.");
        versions.MapGet(One + "/content", DownloadAsync).Needs(TokenScope.Observer)
            .WithSummary("Download one file of a version, verified.");
        versions.MapGet(One + "/uses", UsesAsync).Needs(TokenScope.Observer)
            .WithSummary("Where a version is used: releases, endpoints, roles, shares of traffic in basis points.");
    }

    private static async Task<Results<Created<RegistrationAnswer>, Ok<RegistrationAnswer>, ProblemResult>> RegisterAsync(
        HttpContext http, RegisterVersionRequest request, VersionRegistration registration)
    {
        if (!(await registration.RunAsync(http, request)).TryGet(out var answer, out var problem))
        {
            return problem.ToResult();
        }

        return answer.Created
            ? TypedResults.Created($"{http.Request.Path}/{request.Version.ToString().Replace('@', '/')}", answer)
            : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<VersionPage>, ProblemResult>> ListAsync(
        LedgerSession ledger, string? kind, string? name, int? limit, string? after, long? at, CancellationToken ct)
    {
        if (!VersionFilter.Parse(kind, name, limit, after).TryGet(out var filter, out var wrong))
        {
            return wrong.ToResult();
        }

        var page = (await ledger.ReadAsync(at, ct)).Then(world => VersionListing.Page(world, filter));
        return page.TryGet(out var answer, out var problem) ? TypedResults.Ok(answer) : problem.ToResult();
    }

    private static async Task<Results<WrittenJson<VersionAnswer>, ProblemResult>> GetAsync(
        [AsParameters] VersionRead read, VersionAnswers answers, CancellationToken ct)
    {
        if (!(await read.FindAsync(ct)).TryGet(out var found, out var problem))
        {
            return problem.ToResult();
        }

        var written = await answers.OfAsync(found.Version, ct);
        return written.TryGet(out var json, out var damaged) ? new WrittenJson<VersionAnswer>(json) : damaged.ToResult();
    }

    private static async Task<Results<VerifiedContent, ProblemResult>> DownloadAsync(
        [AsParameters] VersionRead read, string? path, VersionReader reader, IObjectStore objects, CancellationToken ct)
    {
        if (!(await read.FindAsync(ct)).TryGet(out var found, out var problem))
        {
            return problem.ToResult();
        }

        var file = await reader.FindFileAsync(found.Version, path, ct);
        var fileName = file.IsOk ? file.Value.Path.Split('/')[^1] : null;
        var opened = await objects.OpenVerifiedAsync(file.Map(one => one.Sha256), fileName, ct);
        return opened.TryGet(out var content, out var refused) ? content : refused.ToResult();
    }

    private static async Task<Results<Ok<VersionUse>, ProblemResult>> UsesAsync(
        [AsParameters] VersionRead read, bool? descendants, CancellationToken ct)
    {
        var uses = (await read.FindAsync(ct)).Then(found => VersionUses.Of(found.World, found.Version.Id, descendants ?? false));
        return uses.TryGet(out var answer, out var problem) ? TypedResults.Ok(answer) : problem.ToResult();
    }
}
