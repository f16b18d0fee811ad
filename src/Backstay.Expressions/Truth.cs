namespace Backstay.Expressions;

/// <summary>What a condition is.</summary>
public enum Truth
{
    False,
    True,

    /// <summary>Neither: the condition's value is an error, or no bool.</summary>
    Error,
}
