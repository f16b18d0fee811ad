using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Core.Primitives.Json;

/// <summary>Writes an enum as <c>kebab-case</c> and refuses numbers.</summary>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
