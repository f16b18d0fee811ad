using System.CommandLine;
using System.CommandLine.Parsing;

namespace Backstay.Cli;

/// <summary>Options that take an http or https URL.</summary>
internal static class WebAddress
{
    public static Option<Uri> Option(string name, string description, Func<string> fallback) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(name, result, result.Tokens is [var token] ? token.Value : fallback()),
        DefaultValueFactory = result => Parse(name, result, fallback()),
    };

    private static Uri Parse(string name, SymbolResult result, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https"))
        {
            return uri;
        }

        result.AddError($"{name} must be an http or https URL, not '{text}'.");
        return new Uri("http://invalid.invalid");
    }
}
