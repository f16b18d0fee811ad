using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Routing;

/// <summary>What a release is there for on an endpoint's route.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RouteRole>))]
public enum RouteRole
{
    /// <summary>It serves the control arm.</summary>
    Current,

    /// <summary>It serves the canary arm.</summary>
    Canary,

    /// <summary>It gets copies.</summary>
    Shadow,
}
