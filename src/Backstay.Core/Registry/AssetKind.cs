using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Registry;

/// <summary>What an asset is; in text and JSON as <c>kebab-case</c>.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AssetKind>))]
public enum AssetKind
{
    Model,
    Dataset,
    Prompt,
    Environment,
    Infrastructure,
    Code,
    Configuration,
    EvaluationSuite,
    DataProcessor,
}
