using System.Diagnostics;

namespace Backstay.Gateway.Upstreams;

/// <summary>Why an attempt gave no answer that a caller can have.</summary>
public enum UpstreamError
{
    None,

    /// <summary>No connection: nothing was sent, so that a retry is safe even where attempts are not idempotent.</summary>
    ConnectFailed,

    /// <summary>The connection broke before the answer was complete.</summary>
    ConnectionLost,

    /// <summary>Not answered within its share of the deadline.</summary>
    Late,

    /// <summary>The caller went away; nobody's failure.</summary>
    CallerGone,

    /// <summary>A 5xx, or another status that is neither an answer nor the caller's fault.</summary>
    BadStatus,

    /// <summary>Not JSON, or not the protocol's document.</summary>
    MalformedAnswer,

    /// <summary>Larger than the gateway holds.</summary>
    AnswerTooLarge,

    /// <summary>Tensors other than declared, missing elements, or numbers that are not finite.</summary>
    WrongShape,

    /// <summary>Another model version than the release's answered.</summary>
    WrongVersion,

    /// <summary>The backend refused what the release's own processor made.</summary>
    ProcessorMismatch,

    /// <summary>The canary refused an input that the current release takes.</summary>
    RefusedAlone,

    /// <summary>The input was refused as the caller's fault; no failure of the release.</summary>
    CallerInput,

    /// <summary>The model is not loaded.</summary>
    NotReady,

    /// <summary>The model failed on the input.</summary>
    ModelFailed,
}

/// <summary>The stable codes of attempt records.</summary>
public static class UpstreamErrors
{
    /// <summary>The code in <c>AttemptRecord.Error</c>; null for none.</summary>
    public static string? ToCode(this UpstreamError error) => error switch
    {
        UpstreamError.None => null,
        UpstreamError.ConnectFailed => "connect-failed",
        UpstreamError.ConnectionLost => "connection-lost",
        UpstreamError.Late => "late",
        UpstreamError.CallerGone => "caller-gone",
        UpstreamError.BadStatus => "bad-status",
        UpstreamError.MalformedAnswer => "malformed-answer",
        UpstreamError.AnswerTooLarge => "answer-too-large",
        UpstreamError.WrongShape => "wrong-shape",
        UpstreamError.WrongVersion => "wrong-version",
        UpstreamError.ProcessorMismatch => "processor-mismatch",
        UpstreamError.RefusedAlone => "refused-alone",
        UpstreamError.CallerInput => "caller-input",
        UpstreamError.NotReady => "not-ready",
        UpstreamError.ModelFailed => "model-failed",
        _ => throw new UnreachableException($"Unknown error {error}."),
    };

    /// <summary>Whether the release is to blame: what the judge counts.</summary>
    public static bool IsFailure(this UpstreamError error) =>
        error is not (UpstreamError.None or UpstreamError.CallerGone or UpstreamError.CallerInput);
}
