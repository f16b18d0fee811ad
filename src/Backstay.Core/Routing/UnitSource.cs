namespace Backstay.Core.Routing;

/// <summary>
/// Where the assignment unit comes from, the first that is present: the header, then the body field (a path of
/// member names joined by dots; a string, or an integer's digits as sent).
/// </summary>
public sealed record UnitSource(string? Header, string? BodyField)
{
    /// <summary>The header that every endpoint understands.</summary>
    public const string DefaultHeader = "Backstay-Unit";

    public const int MaxUnitLength = 256;
}
