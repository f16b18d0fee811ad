using Backstay.Server.Node;
using Microsoft.OpenApi;

namespace Backstay.Server.Api.Description;

/// <summary>The OpenAPI 3.1 document of the control API; a copy is kept in docs/reference/openapi.json.</summary>
internal static class ApiDescription
{
    public const string Document = "v1";

    private const string Bearer = "token";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer<TextSchemas>();
        options.AddOperationTransformer<OperationFacts>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Backstay control API",
                Version = NodeVersion.Text,
                Description = "Every path also exists under /api/v1/workspaces/default. Problems are RFC 9457 details with 'code', 'field' and 'hint'.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token of 'backstay token create'. Until the first one exists, callers on loopback need none.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
    });
}
