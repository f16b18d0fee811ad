namespace Backstay.Core.Environments;

/// <summary>An operating system as it names itself: <c>debian</c>, <c>12</c>.</summary>
/// <param name="Version">Null where a distribution has none, such as a rolling one.</param>
public sealed record OperatingSystemRelease(string Id, string? Version);
