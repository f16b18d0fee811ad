using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>A judge as the loop around it sees it.</summary>
internal interface IJudgeSeat
{
    Judge Judge { get; }

    void Take(Telemetry item);

    void TakeAgain(Telemetry item);

    void Tick(TimeSpan sinceLastTick);

    /// <inheritdoc cref="Judge.Assess"/>
    JudgeAction Assess(bool breachOnly);
}

/// <summary>The real one; planted bugs derive from it.</summary>
internal class JudgeSeat(Judge judge) : IJudgeSeat
{
    public Judge Judge { get; } = judge;

    public virtual void Take(Telemetry item) => Judge.Take(item);

    public virtual void TakeAgain(Telemetry item) => Judge.TakeAgain(item);

    public virtual void Tick(TimeSpan sinceLastTick) => Judge.Tick(sinceLastTick);

    public virtual JudgeAction Assess(bool breachOnly) => Judge.Assess(breachOnly);
}
