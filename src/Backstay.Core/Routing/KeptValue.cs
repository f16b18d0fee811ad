namespace Backstay.Core.Routing;

/// <summary>One scored field of an answer: its path and its JSON text (a number, boolean or short string).</summary>
public readonly record struct KeptValue(string Field, string Json)
{
    /// <summary>Longer values are not kept; a score of theirs is missing, never zero.</summary>
    public const int MaxJsonLength = 256;
}
