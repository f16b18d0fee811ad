using System.Collections.Immutable;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>A request of the shadow step; its two halves come in any order.</summary>
internal sealed class ShadowPair
{
    public DecisionRecord? Decision { get; set; }

    public ShadowRecord? Shadow { get; set; }

    public bool CanaryFailed { get; set; }

    /// <summary>By itself: a caller who left before the answer is no failure.</summary>
    public bool ControlFailed { get; set; }

    /// <summary>Whether the control itself answered: else the answer and its label say nothing of it.</summary>
    public bool ControlAnswered { get; set; }

    public bool CountsForLimits { get; set; }

    /// <summary>The guards, by place, whose first outcome of this request came.</summary>
    public int Labelled { get; set; }

    public ImmutableArray<KeptValue> ControlKept => Decision?.Kept ?? [];

    public ImmutableArray<KeptValue> CanaryKept => Shadow?.Kept ?? [];

    public bool IsComplete => Decision is not null && Shadow is not null;
}
