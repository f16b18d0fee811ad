using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Lineage;

/// <summary>
/// How a version depends on another; in text and JSON as <c>kebab-case</c>. An edge points from what was made to what
/// it was made from.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LineageRelation>))]
public enum LineageRelation
{
    /// <summary>A model's data; the role says as what.</summary>
    TrainedOn,

    /// <summary>Made from the other in any other way; with role <c>initialised-from</c>, from its weights.</summary>
    DerivedFrom,

    /// <summary>Made by this code.</summary>
    UsesCode,

    /// <summary>Made in this environment; where it is served belongs to releases.</summary>
    RanIn,

    /// <summary>Measured on this evaluation suite: a fact beside the version, which was not made from the suite.</summary>
    EvaluatedBy,

    /// <summary>Its data was prepared by this processor.</summary>
    ProcessedBy,
}
