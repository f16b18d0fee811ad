using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Routing;

/// <summary>A place where versions are served.</summary>
/// <param name="Url">Base address of an <c>oip</c> or <c>json</c> backend; null for <c>hosted</c>.</param>
/// <param name="Model">The model name that an <c>oip</c> backend knows; null uses the endpoint's name.</param>
/// <param name="Idempotent">Whether an attempt may be repeated elsewhere; false opts out of retries.</param>
public sealed record BackendConfig(Name Name, BackendProtocol Protocol, Uri? Url, string? Model, bool Idempotent);

/// <summary>What a backend speaks.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BackendProtocol>))]
public enum BackendProtocol
{
    /// <summary>The model host in this process.</summary>
    Hosted,

    /// <summary>Open Inference Protocol v2 over HTTP.</summary>
    Oip,

    /// <summary>Plain JSON over HTTP: the request body is posted to the URL as it is.</summary>
    Json,
}
