using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Registry;

namespace Backstay.Core.Evaluation;

/// <summary>Records what was measured of a version. Each recording is a new scorecard; the newest measure counts.</summary>
/// <param name="Suite">The evaluation suite that measured; null where none is registered.</param>
/// <param name="Data">The dataset that it was measured on; null where unknown.</param>
public sealed record RecordScorecard(
    VersionId Version,
    ImmutableArray<Measure> Measures,
    VersionId? Suite = null,
    VersionId? Data = null) : ICommand;
