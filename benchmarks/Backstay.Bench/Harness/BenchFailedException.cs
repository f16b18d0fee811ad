namespace Backstay.Bench.Harness;

/// <summary>A bench found the thing that it measures broken: there is no figure.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);
