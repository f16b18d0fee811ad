using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Environments;

/// <summary>How far two environments are apart, from nothing to worst.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EnvironmentVerdict>))]
public enum EnvironmentVerdict
{
    /// <summary>Nothing that decides results differs.</summary>
    Same,

    /// <summary>Fixes only: results should not change.</summary>
    Compatible,

    /// <summary>Results may change; measure before trusting.</summary>
    Risky,

    /// <summary>Another environment: nothing learnt in the one holds in the other.</summary>
    Different,
}
