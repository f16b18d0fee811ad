using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Core.Releases;

/// <summary>The versions that a release binds: changed and rolled back together.</summary>
/// <param name="Prompts">Prompt versions by the name that the release gives each.</param>
/// <param name="Processor">The data processor that maps requests to the model's tensors and its answer back.</param>
public sealed record ReleaseParts(
    VersionId Model,
    ImmutableSortedDictionary<string, VersionId> Prompts,
    VersionId? Processor,
    VersionId? Environment,
    VersionId? Infrastructure,
    VersionId? Configuration)
{
    /// <summary>All parts with the role that each plays, the model first.</summary>
    public IEnumerable<(string Role, VersionId Version)> All()
    {
        yield return ("model", Model);
        foreach (var (name, version) in Prompts)
        {
            yield return ($"prompt:{name}", version);
        }

        foreach (var (role, version) in new[]
        {
            ("processor", Processor), ("environment", Environment),
            ("infrastructure", Infrastructure), ("configuration", Configuration),
        })
        {
            if (version is { } present)
            {
                yield return (role, present);
            }
        }
    }
}
