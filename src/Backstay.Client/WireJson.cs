using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Client;

/// <summary>How the control API and its clients read and write JSON: camelCase, enums in kebab-case, strict on the way in.</summary>
public static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    /// <summary>Makes <paramref name="options"/> refuse unknown members and duplicate keys, among the rest.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 64;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NoNullElements.Modify, FiniteNumbers.Modify, WellFormedJson.Modify } };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new TensorSpecJsonConverter());
        options.Converters.Add(new WireDoubleConverter());
        return options;
    }
}
