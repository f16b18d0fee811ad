using Backstay.Core.Primitives;

namespace Backstay.TestKit.Simulation;

/// <summary>A rollout's judge, and how far its driver has come with it.</summary>
internal sealed class DrivenJudge(string rollout, Name endpoint, IJudgeSeat judge)
{
    public string Rollout { get; } = rollout;

    public Name Endpoint { get; } = endpoint;

    public IJudgeSeat Judge { get; set; } = judge;

    public long LimitsFrom { get; set; }

    public bool Reported { get; set; }

    public bool TakeBack { get; set; }

    public DateTimeOffset BusyUntil { get; set; }
}
