using System.CommandLine;
using System.CommandLine.Parsing;

namespace Backstay.Cli;

/// <summary>Options that take a URL: a server's, or one to listen at.</summary>
internal static class WebAddress
{
    public static Option<Uri> Option(string name, string description, Func<string> fallback) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(name, result, result.Tokens is [var token] ? token.Value : fallback()),
        DefaultValueFactory = result => Parse(name, result, fallback()),
    };

    /// <summary>Where this process listens itself, which it does without TLS.</summary>
    public static Option<Uri> Listening(string name, string description, Func<string> fallback) => new(name)
    {
        Description = description,
        CustomParser = result => ParseListening(name, result, result.Tokens is [var token] ? token.Value : fallback()),
        DefaultValueFactory = result => ParseListening(name, result, fallback()),
    };

    private static Uri ParseListening(string name, SymbolResult result, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http")
        {
            return uri;
        }

        result.AddError(uri?.Scheme is "https"
            ? $"{name} must be an http URL, not '{text}': the server does not speak TLS itself. Put a reverse proxy that does in front of it."
            : $"{name} must be an http URL such as http://127.0.0.1:7070, not '{text}'.");
        return new Uri("http://invalid.invalid");
    }

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
