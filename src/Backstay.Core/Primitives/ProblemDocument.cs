using System.Buffers;
using System.Text.Json;

namespace Backstay.Core.Primitives;

/// <summary>A refusal as RFC 9457 problem details: the one form on both listeners.</summary>
/// <param name="Type">Names the kind of problem: <c>urn:backstay:problem:CODE</c>.</param>
/// <param name="Title">The kind in words for a person; the same for every problem of it.</param>
/// <param name="Status">The answer's HTTP status.</param>
/// <param name="Detail">What is wrong this time, by which rule.</param>
/// <param name="Code">The kind for a program: stable, kebab case.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string Code)
{
    public const string ContentType = "application/problem+json";
    public const string TypePrefix = "urn:backstay:problem:";

    /// <summary>The field of the input that is wrong, as the caller wrote it; absent where none is.</summary>
    public string? Field { get; init; }

    /// <summary>The way out; absent where there is none to tell.</summary>
    public string? Hint { get; init; }

    public static ProblemDocument Of(Problem problem) => Of(problem, StatusOf(problem.Kind));

    /// <param name="status">Where the protocol has a closer one than the problem's kind.</param>
    public static ProblemDocument Of(Problem problem, int status) =>
        new(TypePrefix + problem.Code, TitleOf(problem.Code), status, problem.Message, problem.Code) { Field = problem.Field, Hint = problem.Hint };

    /// <summary>The HTTP status of a kind.</summary>
    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => 400,
        ProblemKind.Unauthenticated => 401,
        ProblemKind.Forbidden => 403,
        ProblemKind.NotFound => 404,
        ProblemKind.Conflict => 409,
        ProblemKind.TooLarge => 413,
        ProblemKind.Refused => 422,
        _ => 503,
    };

    /// <summary>Writes the document as JSON.</summary>
    /// <param name="error">Says it again in the member where clients of the inference protocol look; null leaves it out.</param>
    public void WriteTo(IBufferWriter<byte> output, string? error)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type"u8, Type);
        json.WriteString("title"u8, Title);
        json.WriteNumber("status"u8, Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("code"u8, Code);
        if (Field is not null)
        {
            json.WriteString("field"u8, Field);
        }

        if (Hint is not null)
        {
            json.WriteString("hint"u8, Hint);
        }

        if (error is not null)
        {
            json.WriteString("error"u8, error);
        }

        json.WriteEndObject();
    }

    /// <summary><c>version-taken</c> reads "Version taken".</summary>
    private static string TitleOf(string code) => code.Length == 0
        ? code
        : char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
}
