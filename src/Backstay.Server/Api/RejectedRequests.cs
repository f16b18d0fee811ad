using System.Buffers;
using System.Diagnostics;
using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Backstay.Server.Api;

/// <summary>
/// Gives what the web server itself refuses, before there is a request for the pipeline, the form of all other problems. The
/// server tells of it as a diagnostic event, with an answer prepared that has a status and no body; it hears of nothing else,
/// so a sound request costs nothing.
/// </summary>
/// <param name="saysError">Whether the problem stands in the member <c>error</c> too, where clients of the inference protocol look.</param>
internal sealed class RejectedRequests(bool saysError) : DiagnosticSource
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public override bool IsEnabled(string name) => name == BadRequest;

    public override void Write(string name, object? value)
    {
        if (value is not IFeatureCollection features
            || features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException rejected
            || features.Get<IHttpResponseFeature>() is not { HasStarted: false } response
            || features.Get<IHttpResponseBodyFeature>() is not { } starter
            || features.Get<IConnectionTransportFeature>()?.Transport.Output is not { } wire)
        {
            return;
        }

        var problem = Rejections.Explain(rejected);
        var body = new ArrayBufferWriter<byte>();
        ProblemDocument.Of(problem, rejected.StatusCode).WriteTo(body, saysError ? $"{problem.Field}: {problem.Message}" : null);
        response.Headers.ContentType = ProblemDocument.ContentType;
        response.Headers.ContentLength = body.WrittenCount;
        response.Headers.Connection = "close"; // nobody knows where the next request would begin

        // Without a request there is no stream for the answer's body: the head goes out by the server, and after it the bytes.
        if (starter.StartAsync().IsCompletedSuccessfully && features.Get<IHttpRequestFeature>()?.Method != HttpMethods.Head)
        {
            wire.Write(body.WrittenSpan); // sent when the server ends the connection, which is next
        }
    }
}
