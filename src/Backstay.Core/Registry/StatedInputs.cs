using System.Collections.Immutable;
using System.Text.Json;

namespace Backstay.Core.Registry;

/// <summary>
/// What somebody says that a version was made from. It becomes <see cref="RecordedInputs"/>, where what the registry
/// knows is filled in. Null means none, or unknown.
/// </summary>
public sealed record StatedInputs(
    CodeReference? Code = null,
    VersionId? CodeVersion = null,
    ImmutableArray<DataUse>? Data = null,
    VersionId? TrainedIn = null,
    JsonElement? Hyperparameters = null,
    ImmutableSortedDictionary<string, string>? Seeds = null,
    ImmutableArray<VersionId>? InitialisedFrom = null,
    ImmutableArray<VersionId>? ProcessedBy = null,
    ImmutableArray<VersionId>? DerivedFrom = null)
{
    public static StatedInputs None { get; } = new();
}
