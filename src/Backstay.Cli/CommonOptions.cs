using System.CommandLine;
using System.Globalization;

namespace Backstay.Cli;

/// <summary>Options that many commands take in the same words.</summary>
internal static class CommonOptions
{
    public static Option<string> Why() => new("--why") { Description = "The reason, for those who ask in a year.", Required = true, HelpName = "WHY" };

    /// <param name="most">As the server has it.</param>
    public static Option<int> Limit(string what = "rows", int most = 1_000, int otherwise = 100) => new("--limit")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"Most {what} to show, 1 to {most:N0}."),
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            var text = result.Tokens is [var only] ? only.Value : string.Empty;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rows) && rows >= 1 && rows <= most)
            {
                return rows;
            }

            result.AddError($"--limit: '{text}' is not a whole number from 1 to {most}.");
            return 0;
        },
    };

    public static Option<string?> IdempotencyKey() => new("--idempotency-key")
    {
        Description = "Makes a repeat safe: the same key gets the first answer.",
        HelpName = "KEY",
    };
}
