using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Server.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backstay.Server.Api.Description;

/// <summary>What every operation says alike: its id, the scope that it needs, and the problems that any request can meet.</summary>
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
        AddProblem(operation, StatusCodes.Status503ServiceUnavailable, "It can't be done now; the hint says when.", problem);
        if (required is { Scope: null })
        {
            operation.Description = "Needs no token.";
            operation.Security = [];
            return;
        }

        var scope = required?.Scope?.ToString().ToLowerInvariant() ?? "admin";
        operation.Description = $"Needs scope {scope}.";
        AddProblem(operation, StatusCodes.Status401Unauthorized, "No token, or one that is unknown, expired or revoked.", problem);
        AddProblem(operation, StatusCodes.Status403Forbidden, "The token's scope does not allow it, or the host is not ours.", problem);
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
