using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;

namespace Backstay.Core.Releases;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(ImmutableArray<CombinationEvidence>))]
[JsonSerializable(typeof(SystemVersion))]
[JsonSerializable(typeof(ReleaseProposed))]
[JsonSerializable(typeof(SystemRecorded))]
[JsonSerializable(typeof(EvidenceRecorded))]
[JsonSerializable(typeof(ProposeRelease))]
[JsonSerializable(typeof(SetSystem))]
[JsonSerializable(typeof(RecordEvidence))]
internal sealed partial class ReleasesJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts =>
    [
        new("releases.release-proposed", 1, Default.ReleaseProposed),
        new("releases.system-recorded", 1, Default.SystemRecorded),
        new("releases.evidence-recorded", 1, Default.EvidenceRecorded),
    ];

    internal static IEnumerable<CommandKind> Commands =>
    [
        new("releases.propose", Default.ProposeRelease),
        new("releases.set-system", Default.SetSystem),
        new("releases.record-evidence", Default.RecordEvidence),
    ];
}
