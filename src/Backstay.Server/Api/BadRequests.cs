using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Server.Api;

/// <summary>Turns what the framework throws at bad input into problems that name the field and the rule.</summary>
internal static class BadRequests
{
    private const string NoBody = "Implicit body inferred";

    public static Problem ToProblem(BadHttpRequestException bad) => bad switch
    {
        { InnerException: JsonException json } => ToProblem(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Problem(ProblemKind.TooLarge, "body-too-large", "The request's body is larger than this path accepts.") { Field = "body" },
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            Problem.Invalid("Content-Type", "The body must be JSON.", "Send 'Content-Type: application/json'."),
        { Message: var message } when message.StartsWith(NoBody, StringComparison.Ordinal) =>
            Problem.Invalid("body", "A body is required: one JSON object.", "GET /openapi/v1.json shows what it takes."),
        _ => NotBound(bad.Message) ?? new Problem(ProblemKind.Invalid, "bad-request", bad.Message) { Field = "body" },
    };

    /// <summary>The field is the serializer's path; its words are kept but for the type names in them.</summary>
    public static Problem ToProblem(JsonException json)
    {
        var fault = WireFault.Of(json);
        return Problem.Invalid(fault.Field.Length == 0 ? "body" : fault.Field, fault.Message, "GET /openapi/v1.json shows what each field takes.");
    }

    /// <summary>The framework spells types as C# does, and those that may be absent as <c>Nullable&lt;long&gt;</c> or <c>long?</c>.</summary>
    private static string? NumberForm(string type) => type.Replace("Nullable<", string.Empty, StringComparison.Ordinal).TrimEnd('>', '?') switch
    {
        "int" => ValueForms.Of(typeof(int).ToString()),
        "long" => ValueForms.Of(typeof(long).ToString()),
        "bool" => ValueForms.Of(typeof(bool).ToString()),
        _ => null,
    };

    /// <summary>The framework says <c>Failed to bind parameter "Name release" from "Bad".</c>: a piece of the path or query.</summary>
    private static Problem? NotBound(string message)
    {
        if (message.Split('"') is ["Required parameter ", var declaration, ..])
        {
            var missing = declaration.Split(' ')[^1];
            return Problem.Invalid(missing, $"'{missing}' is required.");
        }

        if (message.Split('"') is not [_, var parameter, _, var value, ..] || parameter.Split(' ') is not [var type, var name])
        {
            return null;
        }

        var form = type switch
        {
            _ when name == "limit" => "a whole number such as 100", // how many are the most, its path says
            nameof(Name) => Name.Form,
            nameof(VersionId) => VersionId.Form,
            nameof(AssetId) => AssetId.Form,
            nameof(Guid) => "a UUID",
            _ => NumberForm(type),
        };
        var field = char.ToLowerInvariant(name[0]) + name[1..]; // members of parameter objects are spelled otherwise inside
        return Problem.Invalid(field, form is null ? $"'{value}' is no valid '{field}'." : $"'{value}' is not {form}.");
    }
}
