using System.Text.Json;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Routing;
using Backstay.Gateway.Buffers;
using Backstay.Gateway.Fields;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Step 8, validate: whether what a release answered is an answer. 400, 413, 415 and 422 are the caller's fault, and
/// passed on, where the caller's own words were sent; where a processor made them, they are the release's failure, as
/// is every other status that is not 2xx: a backend that does not know its model (404), does not let us in (401, 403)
/// or is overrun (429) fails its release.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>Takes the answer over; <see cref="ReadyAnswer.Error"/> is None for one that the caller can have.</summary>
    public static ReadyAnswer Check(string endpoint, LiveTarget target, AttemptForm form, UpstreamAnswer answer)
    {
        var isCallers = form.Processor is null;
        if (answer.Error != UpstreamError.None)
        {
            return new ReadyAnswer(answer, answer.Error == UpstreamError.CallerInput && !isCallers ? UpstreamError.ProcessorMismatch : answer.Error);
        }

        if (answer.Status is < 200 or > 299)
        {
            var isRefusal = answer.Status is 400 or 413 or 415 or 422;
            return new ReadyAnswer(
                answer, !isRefusal ? UpstreamError.BadStatus : isCallers ? UpstreamError.CallerInput : UpstreamError.ProcessorMismatch);
        }

        if (answer.IsStreamed)
        {
            return new ReadyAnswer(answer, UpstreamError.None);
        }

        return answer.Tensors is { } tensors
            ? CheckTensors(endpoint, target, form, answer, tensors)
            : new ReadyAnswer(answer, IsJson(answer.Body.Span) ? UpstreamError.None : UpstreamError.MalformedAnswer);
    }

    private static ReadyAnswer CheckTensors(
        string endpoint, LiveTarget target, AttemptForm form, UpstreamAnswer answer, InferenceResponse tensors)
    {
        var runtime = target.Runtime;
        if (runtime.ExpectedModelVersion is { } expected && tensors.ModelVersion != expected)
        {
            return new ReadyAnswer(answer, UpstreamError.WrongVersion);
        }

        if (!IsAsDeclared(runtime.Signature, form.Request.Tensors, tensors))
        {
            return new ReadyAnswer(answer, UpstreamError.WrongShape);
        }

        if (form.Processor is null && runtime.Target.Backend.Protocol != BackendProtocol.Hosted)
        {
            return new ReadyAnswer(answer, UpstreamError.None);
        }

        var rendered = new PooledBuffer(256);
        var problem = form.Processor is { } processor && form.Request.Tensors is { } asked
            ? processor.WriteAnswer(rendered, asked, tensors)
            : OipJson.WriteResponse(rendered, tensors with { ModelName = endpoint, Id = form.Request.Tensors?.Id });
        if (problem is null)
        {
            return new ReadyAnswer(answer, UpstreamError.None, rendered);
        }

        rendered.Dispose();
        return new ReadyAnswer(answer, UpstreamError.WrongShape);
    }

    /// <summary>Every declared output that was asked for is there, in its declared type and shape.</summary>
    private static bool IsAsDeclared(ModelSignature signature, InferenceRequest? asked, InferenceResponse answer)
    {
        foreach (var declared in signature.Outputs)
        {
            var found = answer.Find(declared.Name);
            if (found is null && (asked is null || asked.Outputs.IsEmpty || asked.Outputs.Contains(declared.Name)))
            {
                return false;
            }

            if (found is not null && (found.Type != declared.Type || !declared.Fits(found.Shape.AsSpan())))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonFaults.ReaderOptions);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
