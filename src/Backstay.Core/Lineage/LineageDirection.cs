using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Lineage;

[JsonConverter(typeof(KebabCaseEnumConverter<LineageDirection>))]
public enum LineageDirection
{
    /// <summary>To everything that a version was made from.</summary>
    Up,

    /// <summary>To everything that was made from it.</summary>
    Down,
}
