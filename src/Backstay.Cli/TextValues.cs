using System.CommandLine;
using System.CommandLine.Parsing;
using Backstay.Core.Primitives.Json;

namespace Backstay.Cli;

/// <summary>Arguments and options that take a domain value in its one text form.</summary>
internal static class TextValues
{
    public static Argument<T> Argument<T>(string name, string description)
        where T : struct, ITextValue<T> => new(name)
        {
            Description = description,
            CustomParser = result => Parse<T>(name, result, result.Tokens[0].Value),
        };

    public static Option<T?> Option<T>(string name, string description, string helpName)
        where T : struct, ITextValue<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse<T>(name, result, result.Tokens[0].Value),
        };

    /// <summary>An option that may be given several times.</summary>
    public static Option<T[]> Options<T>(string name, string description, string helpName)
        where T : struct, ITextValue<T> => new(name)
        {
            Description = description + " Repeatable.",
            HelpName = helpName,
            CustomParser = result => [.. result.Tokens.Select(token => Parse<T>(name, result, token.Value))],
            DefaultValueFactory = _ => [],
        };

    public static T Parse<T>(string name, SymbolResult result, string text)
        where T : struct, ITextValue<T>
    {
        if (!T.TryParse(text, out var value))
        {
            result.AddError($"{name}: '{text}' is not {T.Form}.");
        }

        return value;
    }
}
