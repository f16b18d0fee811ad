using Backstay.Client;

namespace Backstay.Cli;

/// <summary>Rewords what the parser says of a value that it can't read: its words name types that no user knows.</summary>
internal static class ParseFaults
{
    private const string Marker = "' as expected type '";

    /// <summary>From <c>Cannot parse argument 'x' for option '--limit' as expected type 'System.Int32'.</c></summary>
    public static string InWords(string message)
    {
        var at = message.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0 || message[..(at + 1)].Split('\'') is not [_, var value, var role, var name, _])
        {
            return message;
        }

        var type = message[(at + Marker.Length)..].Split('\'')[0];
        var what = role.Contains("option", StringComparison.Ordinal) ? name + ": " : string.Empty;
        return ValueForms.Of(type) is { } form ? $"{what}'{value}' is not {form}." : $"{what}'{value}' can't be read.";
    }
}
