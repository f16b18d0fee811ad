using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Backstay.Server.Api;

/// <summary>A success whose JSON is written already.</summary>
/// <typeparam name="TAnswer">What the JSON is of; for the API's description.</typeparam>
internal sealed class WrittenJson<TAnswer>(ReadOnlyMemory<byte> json) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>With its length and in one piece, so that it goes out with its headers.</summary>
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = json.Length;
        var written = http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TAnswer), ["application/json"]));
}
