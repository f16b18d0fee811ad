namespace Backstay.Bench.Harness;

/// <summary>
/// One measurement. To add one: a class in <c>Benches</c> and its place in the list in <c>Program.cs</c>. A bench ends
/// within 20 minutes on two cores.
/// </summary>
internal interface IBench
{
    string Name { get; }

    /// <summary>One line: what it measures.</summary>
    string Summary { get; }

    IReadOnlyList<BenchOption> Options { get; }

    void Run(BenchContext context);
}
