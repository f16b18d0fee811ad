using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Core.World;

/// <summary>What makes a version able to answer: where its bytes are and what its tensors look like.</summary>
/// <param name="Files">Empty where the list of files is an object of its own; such versions are never served from this process.</param>
public sealed record VersionContent(VersionId Version, ImmutableArray<ContentFile> Files, ModelDescription? Model)
{
    public static VersionContent Of(RegisteredVersion version) => new(version.Id, version.Fact.Files, version.Fact.Model);
}
