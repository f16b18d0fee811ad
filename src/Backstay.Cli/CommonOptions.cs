using System.CommandLine;

namespace Backstay.Cli;

/// <summary>Options that many commands take in the same words.</summary>
internal static class CommonOptions
{
    public static Option<string> Why() => new("--why") { Description = "The reason, for those who ask in a year.", Required = true, HelpName = "WHY" };

    public static Option<int> Limit() => new("--limit") { Description = "Most rows to show, 1 to 1,000.", HelpName = "N", DefaultValueFactory = _ => 100 };

    public static Option<string?> IdempotencyKey() => new("--idempotency-key")
    {
        Description = "Makes a repeat safe: the same key gets the first answer.",
        HelpName = "KEY",
    };
}
