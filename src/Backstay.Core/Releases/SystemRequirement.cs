using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>A system around Backstay that a release needs in some version: a database schema, an API, another endpoint's contract.</summary>
public sealed record SystemRequirement(Name System, VersionRange Version);
