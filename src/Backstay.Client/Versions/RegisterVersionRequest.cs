using System.Collections.Immutable;
using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>Registers a version whose files are uploaded already.</summary>
public sealed record RegisterVersionRequest
{
    public required VersionId Version { get; init; }

    /// <summary>One file gives a <c>sha256:</c> content digest, several a <c>files-v1:</c> one.</summary>
    public required ImmutableArray<FileReference> Files { get; init; }

    /// <summary>Opaque id of the person or team that answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>What it is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>What changed, and why this version exists.</summary>
    public required string Why { get; init; }

    /// <summary>What it was made from; null where nothing is known.</summary>
    public StatedInputs? Inputs { get; init; }

    /// <summary>Required for models, and only for them.</summary>
    public ModelDescription? Model { get; init; }

    /// <summary>The version that it replaces.</summary>
    public VersionId? Supersedes { get; init; }
}
