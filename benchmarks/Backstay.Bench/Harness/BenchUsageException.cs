namespace Backstay.Bench.Harness;

/// <summary>The command line asks for something that there isn't.</summary>
internal sealed class BenchUsageException(string message) : Exception(message);
