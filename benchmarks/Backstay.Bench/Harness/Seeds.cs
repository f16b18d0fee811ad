using System.Diagnostics;

namespace Backstay.Bench.Harness;

/// <summary>
/// Runs that depend on nothing but their seed, on all cores at once. What comes back stands in the order of the seeds, so that
/// figures do not depend on which core was first.
/// </summary>
internal static class Seeds
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <param name="what">Named in the progress, which goes to standard error.</param>
    public static T[] Run<T>(string what, int first, int count, Func<int, T> run)
    {
        var results = new T[count];
        var gate = new Lock();
        var watch = Stopwatch.StartNew();
        var (done, said) = (0, TimeSpan.Zero);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            results[i] = run(first + i);
            lock (gate)
            {
                done++;
                if (watch.Elapsed - said >= Period)
                {
                    said = watch.Elapsed;
                    Console.Error.WriteLine(FormattableString.Invariant($"{what}: {done} of {count}, {said.TotalSeconds:0} s"));
                }
            }
        });
        return results;
    }
}
