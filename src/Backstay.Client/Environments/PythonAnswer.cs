using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstay.Client.Environments;

/// <summary>What the interpreter writes.</summary>
internal sealed record PythonAnswer(string Implementation, string Version, string? Compiler, Dictionary<string, string> Packages);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PythonAnswer))]
internal sealed partial class PythonAnswerJson : JsonSerializerContext;
