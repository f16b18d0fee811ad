using Backstay.Client.Backups;
using Backstay.Core.Governance;
using Backstay.Server.Backups;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>A backup of the running server, as one archive.</summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this RouteGroupBuilder api) =>
        api.MapPost("/backup", PostAsync).Needs(TokenScope.Admin).WithTags("Backup")
            .WithSummary("Take a backup: a tar file whose last entry, the manifest, names all others with their hashes. Without it the answer was cut off.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/x-tar").Fails(400, 409);

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> PostAsync(
        BackupMaker maker, HttpContext http, BackupRequest request)
    {
        var prepared = await maker.PrepareAsync(request, http.RequestAborted);
        if (!prepared.TryGet(out var backup, out var problem))
        {
            return problem.ToResult();
        }

        http.Response.RegisterForDispose(backup);
        return TypedResults.Stream(stream => backup.WriteAsync(stream, http.RequestAborted), "application/x-tar", backup.FileName);
    }
}
