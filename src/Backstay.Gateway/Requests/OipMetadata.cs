using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;
using Microsoft.AspNetCore.Http;

namespace Backstay.Gateway.Requests;

/// <summary>The inference protocol's questions about the server and its models; an endpoint is a model here.</summary>
internal static class OipMetadata
{
    public static Task AnswerAsync(HttpContext context, PathKind kind, LiveTable table, LiveEndpoint? endpoint)
    {
        var ct = context.RequestAborted;
        var response = context.Response;
        switch (kind)
        {
            case PathKind.OipServer:
                return WriteAsync(response, 200, static (json, _) => WriteServer(json), endpoint, ct);
            case PathKind.OipLive:
                return WriteAsync(response, 200, static (json, _) => json.WriteBoolean("live"u8, true), endpoint, ct);
            case PathKind.OipReady:
                var isReady = table.Position > 0;
                return WriteAsync(response, isReady ? 200 : 503, isReady ? WriteReady : WriteNotReady, endpoint, ct);
            default:
                return endpoint is null ? Task.CompletedTask : AnswerForModelAsync(response, kind, endpoint, ct);
        }
    }

    /// <summary>A model is ready where an inference could be answered, which a backend of plain JSON never does.</summary>
    private static Task AnswerForModelAsync(HttpResponse response, PathKind kind, LiveEndpoint endpoint, CancellationToken ct)
    {
        var serving = endpoint.ControlChain.Length > 0 ? endpoint.ControlChain[0] : null;
        var isPlain = serving?.Runtime.Target.Backend.Protocol == BackendProtocol.Json;
        if (kind == PathKind.OipModelReady)
        {
            var isReady = serving is not null && !isPlain;
            return WriteAsync(response, isReady ? 200 : 503, (json, _) => WriteModelReady(json, endpoint.Name, isReady), endpoint, ct);
        }

        return serving is not null && isPlain
            ? ProblemAnswer.WriteAsync(response, Question.PlainJsonOnly(serving), ct)
            : WriteAsync(response, 200, WriteModel, endpoint, ct);
    }

    private static void WriteServer(Utf8JsonWriter json)
    {
        json.WriteString("name"u8, "backstay");
        json.WriteString("version"u8, typeof(OipMetadata).Assembly.GetName().Version?.ToString(3));
        json.WriteStartArray("extensions"u8);
        json.WriteEndArray();
    }

    private static void WriteReady(Utf8JsonWriter json, LiveEndpoint? endpoint) => json.WriteBoolean("ready"u8, true);

    private static void WriteNotReady(Utf8JsonWriter json, LiveEndpoint? endpoint) => json.WriteBoolean("ready"u8, false);

    private static void WriteModelReady(Utf8JsonWriter json, string name, bool isReady)
    {
        json.WriteString("name"u8, name);
        json.WriteBoolean("ready"u8, isReady);
    }

    private static void WriteModel(Utf8JsonWriter json, LiveEndpoint? endpoint)
    {
        var runtime = endpoint?.ControlChain.Length > 0 ? endpoint.ControlChain[0].Runtime : null;
        json.WriteString("name"u8, endpoint?.Name);
        json.WriteStartArray("versions"u8);
        if (runtime is not null)
        {
            json.WriteStringValue(runtime.Target.Model.Number.ToString());
        }

        json.WriteEndArray();
        json.WriteString("platform"u8, "backstay");
        WriteTensors(json, "inputs", runtime?.Signature.Inputs ?? []);
        WriteTensors(json, "outputs", runtime?.Signature.Outputs ?? []);
    }

    private static void WriteTensors(Utf8JsonWriter json, string name, ImmutableArray<TensorSpec> specs)
    {
        json.WriteStartArray(name);
        foreach (var spec in specs)
        {
            spec.Write(json);
        }

        json.WriteEndArray();
    }

    private static async Task WriteAsync(
        HttpResponse response, int status, Action<Utf8JsonWriter, LiveEndpoint?> write, LiveEndpoint? endpoint, CancellationToken ct)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json, endpoint);
            json.WriteEndObject();
        }

        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, ct);
    }
}
