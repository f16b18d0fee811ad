using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Plants;

/// <summary>A client that repeats a request is two clients.</summary>
internal sealed record CountedRetries : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Forgetful(judge);

    private sealed class Forgetful(Judge judge) : JudgeSeat(judge)
    {
        public override void Take(Telemetry item) => base.Take(WithoutId(item));

        public override void TakeAgain(Telemetry item) => base.TakeAgain(WithoutId(item));

        private static Telemetry WithoutId(Telemetry item) =>
            item.Decision is { } decision ? Telemetry.Of(decision with { RequestId = null }) : item;
    }
}

/// <summary>A canary without its control is compared with the control of other hours.</summary>
internal sealed record ComparedAlone : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Careless(judge);

    private sealed class Careless(Judge judge) : JudgeSeat(judge)
    {
        public override void Take(Telemetry item) => base.Take(AllReady(item));

        public override void TakeAgain(Telemetry item) => base.TakeAgain(AllReady(item));

        private static Telemetry AllReady(Telemetry item) =>
            item.Decision is { } decision ? Telemetry.Of(decision with { NotReady = [] }) : item;
    }
}

/// <summary>Nothing bad was seen, so the step passes.</summary>
internal sealed record EagerJudge : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Eager(judge);

    private sealed class Eager(Judge judge) : JudgeSeat(judge)
    {
        public override JudgeAction Assess(bool breachOnly)
        {
            var action = base.Assess(breachOnly);
            return breachOnly || action.Kind != JudgeActionKind.None || Judge.Active.Paused
                ? action
                : new JudgeAction(JudgeActionKind.PassStep, Judge.Active.Step, Judge.Active.CurrentStep.MinSeconds, null, []);
        }
    }
}

/// <summary>A shadow without a breach is proof, whatever became of its answers.</summary>
internal sealed record GenerousProof : WorldSeams
{
    public override string? ShadowFailure(string? found) => null;
}

/// <summary>The clock of a step runs on while the process stands still.</summary>
internal sealed record GainedTime : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Patient(judge);

    private sealed class Patient(Judge judge) : JudgeSeat(judge)
    {
        private static readonly TimeSpan OneTick = JudgeOptions.Default.Tick;

        public override void Tick(TimeSpan sinceLastTick)
        {
            for (var left = sinceLastTick; left > TimeSpan.Zero; left -= OneTick)
            {
                base.Tick(left < OneTick ? left : OneTick);
            }
        }
    }
}

/// <summary>
/// The whole of a tick is time of the step, and of the rollout that is not paused, that it ends in. So it was in the product
/// until three of twenty thousand worlds showed it: a step began, was paused and resumed at the end of a standstill.
/// </summary>
internal sealed record EarlyTime : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Generous(judge);

    private sealed class Generous(Judge judge) : JudgeSeat(judge)
    {
        public override void Tick(TimeSpan sinceLastTick)
        {
            base.Tick(TimeSpan.Zero); // the tick that would be passed over
            base.Tick(sinceLastTick);
        }
    }
}

/// <summary>A step's time is read off the wall clock. What it stands still for is left out, as it should be.</summary>
internal sealed record WallClockTime : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new GainedTime().Seat(judge);

    public override TimeSpan SinceLastTick(TimeSpan monotonic, TimeSpan byTheWall)
    {
        var mostOfATick = 2 * JudgeOptions.Default.Tick;
        return (monotonic < mostOfATick ? monotonic : mostOfATick) + (byTheWall - monotonic);
    }
}

/// <summary>A verdict's value is not what its counts give.</summary>
internal sealed record BoastfulVerdicts : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Boastful(judge);

    private sealed class Boastful(Judge judge) : JudgeSeat(judge)
    {
        public override JudgeAction Assess(bool breachOnly)
        {
            var action = base.Assess(breachOnly);
            return action.Verdict is { } verdict
                ? action with { Verdict = verdict with { Test = verdict.Test with { EValue = verdict.Test.EValue * 1.001 } } }
                : action;
        }
    }
}

/// <summary>The breach goes to the ledger, and the traffic moves when that answers.</summary>
internal sealed record LateEscape : WorldSeams
{
    public override bool TakesEscape => false;
}

/// <summary>A breach is reported once; whether the ledger could take it is somebody else's worry.</summary>
internal sealed record ReportedOnce : WorldSeams
{
    public override IJudgeSeat Seat(Judge judge) => new Silent(judge);

    private sealed class Silent(Judge judge) : JudgeSeat(judge)
    {
        private bool _said;

        public override JudgeAction Assess(bool breachOnly)
        {
            var action = base.Assess(breachOnly);
            if (action.Kind != JudgeActionKind.Breach)
            {
                return action;
            }

            (var said, _said) = (_said, _said || !breachOnly);
            return said ? JudgeAction.None : action;
        }
    }
}

/// <summary>Nobody notices that the process stood still.</summary>
internal sealed record ForgottenStalls : WorldSeams
{
    public override bool IsStalled(bool stalled) => false;
}
