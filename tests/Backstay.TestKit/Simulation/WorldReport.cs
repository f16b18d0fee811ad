namespace Backstay.TestKit.Simulation;

/// <summary>What a world came to.</summary>
internal sealed class WorldReport
{
    public long Seed { get; init; }

    public int Requests { get; set; }

    /// <summary>Requests that met no process.</summary>
    public int Unanswered { get; set; }

    public int Decisions { get; set; }

    public int Restarts { get; set; }

    public int Overflows { get; set; }

    /// <summary>Times that the wall clock was set.</summary>
    public int ClockJumps { get; set; }

    /// <summary>A canary's requests while its control was cold.</summary>
    public int WithoutControl { get; set; }

    /// <summary>Commands that were refused.</summary>
    public int Refused { get; set; }

    public long Entries { get; set; }

    public int Rollouts { get; set; }

    public int Breaches { get; set; }

    public int Completed { get; set; }

    public int SharedPauses { get; set; }

    public int Escapes { get; set; }

    /// <summary>Rollouts of a release with nothing wrong.</summary>
    public int HealthyRollouts { get; set; }

    /// <summary>Those taken back for being worse than a control that is the same.</summary>
    public AlarmCount RelativeAlarms { get; set; }

    /// <summary>Those taken back for breaking a hard limit that a control as bad stood beside.</summary>
    public AlarmCount LimitAlarms { get; set; }

    /// <summary>Over every decision and every ledger entry: equal for equal worlds.</summary>
    public ulong Fingerprint { get; set; } = 14_695_981_039_346_656_037UL;

    /// <summary>The invariant that broke; null where all held.</summary>
    public string? Broken { get; set; }

    /// <summary>Which of the house's invariants that is; null for none of them.</summary>
    public int? BrokenNumber { get; set; }

    public string? Message { get; set; }

    /// <summary>What happened just before it broke.</summary>
    public string? Trace { get; set; }

    public void Mix(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            foreach (var b in bytes)
            {
                Fingerprint = (Fingerprint ^ b) * 1_099_511_628_211UL;
            }
        }
    }

    public override string ToString() => Broken is null
        ? $"world {Seed}: {Requests} requests, {Rollouts} rollouts, {Breaches} breaches, fingerprint {Fingerprint:x16}"
        : $"world {Seed} broke '{Broken}': {Message}\n{Trace}\nreplay: SIMULATION_SEED={Seed}";
}
