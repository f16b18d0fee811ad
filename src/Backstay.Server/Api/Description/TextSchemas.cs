using System.Reflection;
using Backstay.Core.Primitives.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backstay.Server.Api.Description;

/// <summary>Values with one text form are strings in the description, with that form said.</summary>
internal sealed class TextSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (FormOf(value) is { } form)
        {
            schema.Type = value == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Description = form;
            schema.Properties?.Clear();
            schema.Required?.Clear();
        }
        else if (value.IsEnum)
        {
            schema.Type = value == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    private static string? FormOf(Type type) =>
        Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ITextValue<>))
            ? type.GetProperty(nameof(ITextValue<>.Form), BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string
            : null;
}
