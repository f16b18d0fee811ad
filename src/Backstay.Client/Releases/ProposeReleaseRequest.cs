using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;

namespace Backstay.Client.Releases;

/// <summary>Binds versions into a release; its parts never change afterwards.</summary>
public sealed record ProposeReleaseRequest
{
    public required Name Release { get; init; }

    public required PartsSpec Parts { get; init; }

    /// <summary>Name of the endpoint's backend that serves it.</summary>
    public required Name Backend { get; init; }

    /// <summary>Versions of the systems around it that it needs.</summary>
    public ImmutableArray<SystemRequirement> Requires { get; init => field = value.IsDefault ? [] : value; } = [];

    public required string Owner { get; init; }

    public required string Why { get; init; }

    public ProposeRelease ToCommand() => new(Release, Parts.ToParts(), Backend, Requires, Owner, Why);
}

/// <summary>The versions that a release binds; only the model is needed.</summary>
public sealed record PartsSpec
{
    public required VersionId Model { get; init; }

    /// <summary>Prompt versions by the name that the release gives each.</summary>
    public ImmutableSortedDictionary<string, VersionId>? Prompts { get; init; }

    public VersionId? Processor { get; init; }

    public VersionId? Environment { get; init; }

    public VersionId? Infrastructure { get; init; }

    public VersionId? Configuration { get; init; }

    public ReleaseParts ToParts() => new(
        Model,
        Prompts ?? ImmutableSortedDictionary<string, VersionId>.Empty,
        Processor, Environment, Infrastructure, Configuration);
}
