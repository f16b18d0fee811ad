using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>A system around us is now at a version, as somebody says.</summary>
public sealed record SystemRecorded(Name System, SemanticVersion Version, Digest? Why) : IFact;
