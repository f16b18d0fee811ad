using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Backstay.Server.Api.Description;

/// <summary>
/// What every operation says alike: its id, the scope that it needs, and the problems that its kind of request can meet. A
/// route adds only those that are its own (<see cref="RouteDescriptions"/>).
/// </summary>
internal sealed class OperationFacts : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { DeclaringType: { } home } handler)
        {
            operation.OperationId = IdOf(home, handler);
        }

        var whole = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), parameterDescription: null, cancellationToken);
        context.Document?.AddComponent(nameof(ProblemDocument), whole);
        var problem = new OpenApiSchemaReference(nameof(ProblemDocument), context.Document);
        var required = metadata.OfType<RequiredScope>().LastOrDefault();
        AddRefusals(operation, context.Description.HttpMethod, metadata.OfType<QueryNames>().Any(), problem);
        AddProblem(operation, StatusCodes.Status503ServiceUnavailable, "It can't be done now; the hint says when.", problem);
        AddRetryAfter(operation);
        if (required is { Scope: null })
        {
            operation.Description = "Needs no token.";
            operation.Security = [];
            return;
        }

        if (metadata.OfType<CommandRoute>().Any())
        {
            AddHeaders(operation);
        }

        if (operation.RequestBody is not null && required is not { Scope: TokenScope.Observer or TokenScope.Caller })
        {
            AddProblem(operation, StatusCodes.Status422UnprocessableEntity, "A rule refuses it now, or its idempotency key stands for something else.", problem);
        }

        var scope = required?.Scope?.ToString().ToLowerInvariant() ?? "admin";
        operation.Description = $"Needs scope {scope}.";
        AddProblem(operation, StatusCodes.Status401Unauthorized, "No token, or one that is unknown, expired or revoked.", problem);
        AddProblem(operation, StatusCodes.Status403Forbidden, "The token's scope does not allow it, or the host is not ours.", problem);
    }

    /// <summary>What every command takes beside its body.</summary>
    private static void AddHeaders(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(Header(
            CommandGate.KeyHeader, CommandRef.MaxIdLength, "Makes a repeat safe: the same key with the same body gets the first answer, with another body 422."));
        operation.Parameters.Add(Header(CommandGate.OnBehalfOfHeader, Actor.MaxLength, "For whom the caller acts, as an opaque id; stands in the ledger beside the caller."));
    }

    /// <summary>Some refusals pass by themselves: they say when to come again.</summary>
    private static void AddRetryAfter(OpenApiOperation operation)
    {
        if (operation.Responses?["503"] is OpenApiResponse unavailable)
        {
            unavailable.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                [HeaderNames.RetryAfter] = new OpenApiHeader
                {
                    Description = "Seconds until another try is worth it; not there where nobody knows.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                },
            };
        }
    }

    private static OpenApiParameter Header(string name, int maxLength, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength },
    };

    /// <summary>What can be wrong with a request follows from what it is made of.</summary>
    private static void AddRefusals(OpenApiOperation operation, string? method, bool refusesUnknownQuery, IOpenApiSchema problem)
    {
        if (refusesUnknownQuery || operation.RequestBody is not null || operation.Parameters is { Count: > 0 })
        {
            AddProblem(operation, StatusCodes.Status400BadRequest, "The input is wrong: 'field' names the place, the message the rule.", problem);
        }

        if (operation.RequestBody is not null)
        {
            AddProblem(operation, StatusCodes.Status413PayloadTooLarge, "The body is larger than this path takes.", problem);
        }

        if (method is "GET" or "HEAD" or "DELETE" && operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true)
        {
            AddProblem(operation, StatusCodes.Status404NotFound, "There is none of that name.", problem);
        }
    }

    private static void AddProblem(OpenApiOperation operation, int status, string description, IOpenApiSchema schema)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ProblemDocument.ContentType] = new() { Schema = schema } },
        });
    }

    /// <summary><c>LedgerEndpoints.GetEntriesAsync</c> is <c>ledgerGetEntries</c>.</summary>
    private static string IdOf(Type home, MethodInfo handler) => JsonNamingPolicy.CamelCase.ConvertName(
        Without(home.Name, "Endpoints") + Without(handler.Name, "Async"));

    private static string Without(string name, string ending) =>
        name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
}
