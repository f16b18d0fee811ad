namespace Backstay.TestKit.Faults;

/// <summary>What a server went through that met a failing call.</summary>
/// <param name="Met">Calls that failed; 0 where the run ended without meeting its fault.</param>
/// <param name="Acknowledged">Writes that were acknowledged meanwhile.</param>
/// <param name="Refusals">How often each code was answered instead.</param>
/// <param name="Answered">Callers of the gateway who got their answer: all of them.</param>
internal sealed record FaultRun(int Met, int Acknowledged, IReadOnlyDictionary<string, int> Refusals, int Answered);
