using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backstay.Server.Api;

/// <summary>Objects: bytes named by their SHA-256, verified at read.</summary>
internal static class ObjectEndpoints
{
    public static void MapObjects(this RouteGroupBuilder api)
    {
        var objects = api.MapGroup("/objects").WithTags("Objects");
        objects.MapPut("", PutAsync).Needs(TokenScope.Operator)
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // the store counts, up to ServeOptions.MaxObjectBytes
            .TakesBytes("The object's bytes, whatever they are.")
            .WithSummary("Store the request's body as an object; with ?sha256= refuse anything else.").Fails(413);
        objects.MapGet("/{digest}", GetAsync).Needs(TokenScope.Observer)
            .WithSummary("Read an object. Damaged bytes never end as a success.");
        objects.MapMethods("/{digest}", [HttpMethods.Head], HeadAsync).Needs(TokenScope.Observer)
            .WithSummary("Ask whether an object is there whole, and for its size. Its bytes are hashed; a damaged object is not found, and sending it again mends it.");
    }

    private static async Task<Results<Ok<ObjectInfo>, ProblemResult>> PutAsync(
        HttpContext http, IObjectStore objects, ServeOptions options, string? sha256)
    {
        if (!QueryTexts.ParseOptional<Digest>("sha256", sha256).TryGet(out var expected, out var wrong))
        {
            return wrong.ToResult();
        }

        if (http.Request.ContentLength > options.MaxObjectBytes)
        {
            return new Problem(ProblemKind.TooLarge, "object-too-large", $"An object has at most {options.MaxObjectBytes} bytes.") { Field = "body" }.ToResult();
        }

        var stored = await objects.PutAsync(http.Request.Body, expected, options.MaxObjectBytes, http.RequestAborted);
        return stored.TryGet(out var info, out var problem) ? TypedResults.Ok(info) : problem.ToResult();
    }

    private static async Task<Results<VerifiedContent, ProblemResult>> GetAsync(
        HttpContext http, IObjectStore objects, string digest)
    {
        var opened = await objects.OpenVerifiedAsync(QueryTexts.Parse<Digest>("digest", digest), fileName: null, http.RequestAborted);
        return opened.TryGet(out var content, out var problem) ? content : problem.ToResult();
    }

    private static async Task<Results<EmptyHttpResult, ProblemResult>> HeadAsync(
        HttpContext http, IObjectStore objects, string digest)
    {
        if (!QueryTexts.Parse<Digest>("digest", digest).TryGet(out var parsed, out var wrong))
        {
            return wrong.ToResult();
        }

        // Whoever asks wants to know whether to send it. A damaged one must be sent: only that mends it.
        if (!(await objects.InspectAsync(parsed, http.RequestAborted)).TryGet(out var info, out _))
        {
            return Problem.NotFound("object", parsed.ToString()).ToResult();
        }

        VerifiedContent.WriteHeaders(http.Response, info, parsed.ToHex());
        return TypedResults.Empty;
    }

    /// <summary>Opens an object as an answer; a null file name takes the digest's digits.</summary>
    public static async Task<Result<VerifiedContent>> OpenVerifiedAsync(
        this IObjectStore objects, Result<Digest> digest, string? fileName, CancellationToken ct)
    {
        if (!digest.TryGet(out var parsed, out var wrong))
        {
            return wrong;
        }

        var opened = await objects.OpenAsync(parsed, ct);
        if (!opened.TryGet(out var content, out var problem))
        {
            return problem;
        }

        if (await objects.FindAsync(parsed, ct) is { } info)
        {
            return new VerifiedContent(content, info, fileName ?? parsed.ToHex());
        }

        await content.DisposeAsync();
        return Problem.NotFound("object", parsed.ToString());
    }
}
