using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Releases;

/// <summary>Where proof that a combination works came from.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EvidenceKind>))]
public enum EvidenceKind
{
    /// <summary><c>release check</c>: sample inputs through the whole release.</summary>
    Check,

    /// <summary>A shadow step: passed where it ended without a breach, and its failures were watched or there were none.</summary>
    Shadow,
}
