using System.Collections.Immutable;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>What is wrong with a modelled version.</summary>
internal enum Ailment
{
    None,

    /// <summary>Answers with errors at a rate.</summary>
    Failing,

    /// <summary>Answers too slowly.</summary>
    Slow,

    /// <summary>Worse answers, no errors: only labels tell.</summary>
    Lying,

    /// <summary>Fails every request from an instant on.</summary>
    Dying,

    /// <summary>Fails copies of requests only.</summary>
    ShadowOnly,
}

/// <summary>A modelled version.</summary>
/// <param name="Errors">Share of requests that fail.</param>
/// <param name="SlowShare">Share of answers that take longer than any guard allows.</param>
/// <param name="Quality">Probability of a right answer.</param>
internal sealed record Behaviour(Ailment Ailment, double Errors, double SlowShare, double Quality, DateTimeOffset? DiesAt)
{
    public static Behaviour Draw(Random random, Behaviour healthy, DateTimeOffset lastRequest)
    {
        var ailment = random.NextDouble() < 0.4 ? Ailment.None : (Ailment)random.Next(1, 6);
        return ailment switch
        {
            Ailment.Failing => healthy with { Ailment = ailment, Errors = healthy.Errors + 0.05 + (random.NextDouble() * 0.6) },
            Ailment.Slow => healthy with { Ailment = ailment, SlowShare = healthy.SlowShare + 0.1 + (random.NextDouble() * 0.7) },
            Ailment.Lying => healthy with { Ailment = ailment, Quality = healthy.Quality - 0.2 - (random.NextDouble() * 0.4) },
            Ailment.Dying => healthy with
            {
                Ailment = ailment,
                DiesAt = VirtualClock.Start + ((lastRequest - VirtualClock.Start) * random.NextDouble()),
            },
            Ailment.ShadowOnly => healthy with { Ailment = ailment },
            _ => healthy,
        };
    }

    /// <summary>One attempt at a request.</summary>
    public AttemptResult Answer(Random random, in Question question, DateTimeOffset now, bool asShadow, double outage)
    {
        var fails = random.NextDouble();
        var speed = random.NextDouble();
        var right = random.NextDouble() < Quality;
        var errors = DiesAt <= now || (asShadow && Ailment == Ailment.ShadowOnly) ? 1 : Math.Max(Errors, question.OwnErrors);
        var isSlow = random.NextDouble() < SlowShare;
        var milliseconds = isSlow ? question.SlowMs * (1 + speed) : 1 + (speed * 20);
        return fails < Math.Max(errors, outage)
            ? new AttemptResult(milliseconds, "bad-status", null)
            : new AttemptResult(milliseconds, null, right == question.Truth ? "1" : "0");
    }
}

/// <summary>What of a request decides how a version fares with it.</summary>
/// <param name="OwnErrors">Rate at which every version fails on this caller's requests.</param>
/// <param name="SlowMs">What this endpoint calls slow.</param>
internal readonly record struct Question(bool Truth, double OwnErrors, double SlowMs);

/// <summary>What an attempt came to; an answer of null is none.</summary>
internal readonly record struct AttemptResult(double Milliseconds, string? Error, string? Answer)
{
    public ImmutableArray<KeptValue> Kept => Answer is null ? [] : [new KeptValue("answer", Answer)];
}
