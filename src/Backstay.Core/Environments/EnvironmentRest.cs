using System.Collections.Immutable;

namespace Backstay.Core.Environments;

/// <summary>What of a capture does not decide results.</summary>
/// <param name="Memory">Bytes; null where unknown.</param>
/// <param name="Notes">What could not be found out, and why.</param>
public sealed record EnvironmentRest(
    DateTimeOffset CapturedAt,
    string? Host,
    string? Kernel,
    string? Cpu,
    int? Cores,
    long? Memory,
    ImmutableArray<string> Notes);
