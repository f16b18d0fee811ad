namespace Backstay.Core.Routing;

/// <summary>Something learned of a decision afterwards: a label, a rating, any named measurement.</summary>
/// <param name="Name">What it is: <c>label</c>, <c>safety</c>, …</param>
/// <param name="Json">Its value as JSON text: a number, boolean or string.</param>
public sealed record OutcomeRecord(Guid Decision, string Name, string Json, DateTimeOffset Received, string? By)
{
    public const int MaxNameLength = 100;
    public const int MaxJsonLength = 1_024;
}
