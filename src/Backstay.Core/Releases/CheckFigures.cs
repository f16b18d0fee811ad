using System.Text.Json.Serialization;

namespace Backstay.Core.Releases;

/// <summary>What a check measured beside its counts.</summary>
/// <param name="MedianUs">The middle one of the samples' times, in microseconds.</param>
/// <param name="MaxUs">The longest of them.</param>
/// <param name="FailedSample">The index of the first sample that failed, from 0; null where all passed.</param>
/// <param name="FailureKind"><c>error</c>, <c>schema</c> or <c>late</c>; null where all passed.</param>
public sealed record CheckFigures(
    long MedianUs,
    long MaxUs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? FailedSample = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? FailureKind = null);
