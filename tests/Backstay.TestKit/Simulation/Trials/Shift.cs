namespace Backstay.TestKit.Simulation.Trials;

/// <summary>What a canary does worse than its control, as shares of requests.</summary>
internal sealed record Shift(Symptom Symptom, Health Control, Health Canary)
{
    public string Name
    {
        get
        {
            var (from, to) = (100 * Control.Of(Symptom), 100 * Canary.Of(Symptom));
            return FormattableString.Invariant($"{Symptom.ToString().ToLowerInvariant()}-{from:0.#}-to-{to:0.#}-percent");
        }
    }

    /// <summary>Errors at a base rate, and so many times as many of them.</summary>
    public static Shift Errors(double rate, double ratio) => new(Symptom.Errors, Usual with { Errors = rate }, Usual with { Errors = rate * ratio });

    /// <summary>Answers beyond the latency limit.</summary>
    public static Shift Slow(double rate, double shifted) => new(Symptom.Slow, Usual with { Slow = rate }, Usual with { Slow = shifted });

    /// <summary>Answers that their label calls wrong.</summary>
    public static Shift Wrong(double rate, double shifted) => new(Symptom.Wrong, Usual with { Wrong = rate }, Usual with { Wrong = shifted });

    /// <summary>Of a healthy release: errors 1 %, slow answers 1 %, wrong answers 10 %.</summary>
    public static Health Usual { get; } = new(0.01, 0.01, 0.1);
}

/// <summary>In what a release is worse.</summary>
internal enum Symptom
{
    Errors,
    Slow,
    Wrong,
}

/// <summary>How a release answers, as shares of requests.</summary>
internal readonly record struct Health(double Errors, double Slow, double Wrong)
{
    public double Of(Symptom symptom) => symptom switch
    {
        Symptom.Errors => Errors,
        Symptom.Slow => Slow,
        _ => Wrong,
    };
}

/// <summary>What one way of judging came to in one world.</summary>
/// <param name="Requests">Canary requests until the traffic was taken back; null where it never was.</param>
/// <param name="BadAnswers">How often the canary had shown the symptom by then, or by the world's end.</param>
internal readonly record struct Detection(int? Requests, int BadAnswers);

/// <summary>The same world judged in three ways.</summary>
internal readonly record struct ShiftOutcome(Detection Judge, Detection FiveChecks, Detection OneCheck);
