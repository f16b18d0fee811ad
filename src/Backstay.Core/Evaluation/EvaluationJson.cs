using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;

namespace Backstay.Core.Evaluation;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<Measure>))]
[JsonSerializable(typeof(ImmutableArray<Scorecard>))]
[JsonSerializable(typeof(RecordScorecard))]
[JsonSerializable(typeof(ScorecardRecorded))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts => [new("evaluation.scorecard-recorded", 1, Default.ScorecardRecorded)];

    internal static IEnumerable<CommandKind> Commands => [new("evaluation.record-scorecard", Default.RecordScorecard)];
}
