using System.Collections.Concurrent;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.Server.Metrics;

/// <summary>Counts commands by kind and outcome, and how long callers waited for their answer. Thread safe.</summary>
public sealed class CommandMetrics : IMetricSource
{
    /// <summary>Upper bounds in seconds.</summary>
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    private readonly ConcurrentDictionary<(string Command, string Outcome), StrongCount> _counts = new();
    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private long _ticks;

    public void Record(ICommand command, Result<CommandReceipt> answer, TimeSpan elapsed)
    {
        var key = (Catalogs.Commands.KindOf(command).Name, OutcomeOf(answer));
        Interlocked.Increment(ref _counts.GetOrAdd(key, static _ => new StrongCount()).Value);
        var bucket = Array.FindIndex(Bounds, bound => elapsed.TotalSeconds <= bound);
        Interlocked.Increment(ref _buckets[bucket < 0 ? Bounds.Length : bucket]);
        Interlocked.Add(ref _ticks, elapsed.Ticks);
    }

    public void Write(MetricWriter metrics)
    {
        metrics.Family("backstay_commands_total", MetricKind.Counter, "Commands by kind and outcome.");
        foreach (var ((command, outcome), count) in _counts.OrderBy(pair => pair.Key))
        {
            metrics.Sample(Volatile.Read(ref count.Value), ("command", command), ("outcome", outcome));
        }

        var running = 0L;
        var cumulative = Bounds.Select((bound, i) => (bound, running += Volatile.Read(ref _buckets[i]))).ToArray();
        metrics
            .Family("backstay_command_duration_seconds", MetricKind.Histogram, "From submission to the durable answer or the refusal.")
            .Distribution(cumulative, TimeSpan.FromTicks(Volatile.Read(ref _ticks)).TotalSeconds, running + Volatile.Read(ref _buckets[^1]));
    }

    private static string OutcomeOf(Result<CommandReceipt> answer) => answer switch
    {
        { IsOk: true, Value.Replayed: true } => "replayed",
        { IsOk: true, Value.Facts.IsEmpty: true } => "unchanged",
        { IsOk: true } => "committed",
        { Problem.Kind: ProblemKind.Unavailable } => "unavailable",
        _ => "refused",
    };

    private sealed class StrongCount
    {
        public long Value;
    }
}
