using System.Text.Json;

namespace Backstay.Core.Routing;

/// <summary>A fixed answer for when no release can give one.</summary>
/// <param name="Body">The answer's JSON, sent as it is.</param>
public sealed record SafeDefault(JsonElement Body);
