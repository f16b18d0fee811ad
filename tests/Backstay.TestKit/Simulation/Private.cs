namespace Backstay.TestKit.Simulation;

/// <summary>
/// What is nobody's business: secrets of tokens, units as callers name themselves, and texts that people may one day have a
/// right to have erased. All of it carries one mark, by which it is found wherever it was written.
/// </summary>
internal static class Private
{
    public const string Mark = "hush-hush";

    /// <summary>The secret of a person's token.</summary>
    public static string Token(string person) => $"{Mark}-token-of-{person}";

    /// <summary>A unit as its caller names it.</summary>
    public static string Unit(string name) => $"{name}@{Mark}";

    /// <summary>What a person writes, with something in it that they may come to regret.</summary>
    public static string Text(string said) => $"{said} ({Mark})";
}
