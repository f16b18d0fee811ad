using System.Collections.Immutable;
using System.Text.Json;

namespace Backstay.Core.Registry;

/// <summary>
/// Everything that a version was made from, as recorded at registration. Two registrations are the same when asset,
/// number, content and this are the same.
/// </summary>
/// <param name="Hyperparameters">A JSON object; null where unknown.</param>
/// <param name="Seeds">Seeds as decimal strings by name.</param>
/// <param name="TrainedIn">The training environment's version.</param>
/// <param name="InitialisedFrom">Weights it started from.</param>
/// <param name="ProcessedBy">Data processors that prepared its data.</param>
/// <param name="DerivedFrom">Versions that it was made from in any other way.</param>
/// <param name="CodeVersion">The registered code version; null where only <paramref name="Code"/> is known.</param>
public sealed record RecordedInputs(
    CodeReference? Code,
    VersionId? CodeVersion,
    ImmutableArray<DataReference> Data,
    VersionId? TrainedIn,
    JsonElement? Hyperparameters,
    ImmutableSortedDictionary<string, string> Seeds,
    ImmutableArray<VersionId> InitialisedFrom,
    ImmutableArray<VersionId> ProcessedBy,
    ImmutableArray<VersionId> DerivedFrom)
{
    public static RecordedInputs None { get; } = new(
        null, null, [], null, null, ImmutableSortedDictionary<string, string>.Empty, [], [], []);
}
