using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Routing;

/// <summary>Where a request's unit came from.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<UnitOrigin>))]
public enum UnitOrigin
{
    /// <summary>No unit was given: the decision id is the unit.</summary>
    Decision,
    Header,
    Body,
}
