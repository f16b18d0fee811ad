using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Routing;

/// <summary>Which side of a rollout a request was assigned to.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Arm>))]
public enum Arm
{
    Control,
    Canary,
}
