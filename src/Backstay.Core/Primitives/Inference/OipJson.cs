using System.Buffers;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>
/// The Open Inference Protocol v2 in JSON, both ways, so that the host, the gateway and their tests share one reading of it.
/// Reading never throws on bad input: the problem names the field (<c>inputs[0].data</c>).
/// </summary>
public static class OipJson
{
    /// <summary>Reads a request; unknown and duplicate members are refused.</summary>
    public static Result<InferenceRequest> ReadRequest(ReadOnlySpan<byte> utf8)
    {
        if (SizeProblem(utf8) is { } tooLarge)
        {
            return tooLarge;
        }

        try
        {
            return new OipReader(utf8, allowUnknown: false).ReadRequest();
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            return Malformed(exception);
        }
    }

    /// <summary>Reads another server's answer; members that we do not know are skipped.</summary>
    public static Result<InferenceResponse> ReadResponse(ReadOnlySpan<byte> utf8)
    {
        if (SizeProblem(utf8) is { } tooLarge)
        {
            return tooLarge;
        }

        try
        {
            return new OipReader(utf8, allowUnknown: true).ReadResponse();
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            return Malformed(exception);
        }
    }

    /// <summary>Writes a request. The problem is a value that JSON can't hold (not a number, infinity).</summary>
    public static Problem? WriteRequest(IBufferWriter<byte> output, InferenceRequest request)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (request.Id is not null)
        {
            json.WriteString("id"u8, request.Id);
        }

        if (OipTensorWriter.Write(json, "inputs", request.Inputs) is { } problem)
        {
            json.Reset();
            return problem;
        }

        if (request.Outputs.Length > 0)
        {
            json.WriteStartArray("outputs"u8);
            foreach (var name in request.Outputs)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        return null;
    }

    /// <summary>
    /// Writes an answer. The problem is a value that JSON can't hold: a model that answers with NaN has failed, and a caller
    /// must hear it as an error and not as a null. What was written until then is to be thrown away.
    /// </summary>
    public static Problem? WriteResponse(IBufferWriter<byte> output, InferenceResponse response)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("model_name"u8, response.ModelName);
        if (response.ModelVersion is not null)
        {
            json.WriteString("model_version"u8, response.ModelVersion);
        }

        if (response.Id is not null)
        {
            json.WriteString("id"u8, response.Id);
        }

        if (OipTensorWriter.Write(json, "outputs", response.Outputs) is { } problem)
        {
            json.Reset();
            return problem;
        }

        json.WriteEndObject();
        return null;
    }

    /// <summary>Writes the protocol's error object: <c>{"error":"…"}</c>.</summary>
    public static void WriteError(IBufferWriter<byte> output, Problem problem)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("error"u8, problem.Field is null ? problem.Message : $"{problem.Field}: {problem.Message}");
        json.WriteEndObject();
    }

    private static Problem? SizeProblem(ReadOnlySpan<byte> utf8) => utf8.Length <= OipLimits.MaxBytes
        ? null
        : new Problem(ProblemKind.TooLarge, "body-too-large", $"A document has at most {OipLimits.MaxBytes} bytes, not {utf8.Length}.") { Field = "body" };

    // The reader reports broken JSON by JsonException, and text that is not UTF-8 by InvalidOperationException.
    private static bool IsMalformed(Exception exception) => exception is JsonException or InvalidOperationException;

    private static Problem Malformed(Exception exception) => Problem.Invalid(
        "body",
        exception is JsonException json
            ? $"This is not the JSON of an inference document: line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}."
            : "A string of the document is not valid UTF-8 or Unicode.");
}
