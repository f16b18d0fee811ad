namespace Backstay.Bench.Harness;

/// <summary>An option <c>--name N</c> of a bench.</summary>
internal sealed record BenchOption(string Name, string Help);
