using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Client;

/// <summary>What is wrong with a document, in words for its author: the field as a dotted path, and the rule.</summary>
/// <param name="Field">Empty for the document itself.</param>
public sealed record WireFault(string Field, string Message)
{
    private const string MissingMarker = "missing required properties including:";
    private const string UnknownMarker = "could not be mapped to any .NET member";
    private const string DuplicateMarker = "Duplicate property";
    private const string TypeMarker = "could not be converted to";
    private const string MemberMarker = "' must "; // our own checks name the member first
    private const string RuleStart = "must "; // our converters leave the subject out
    private const string SetNullMarker = "allow setting null values";
    private const string NullMarker = "allow null values";

    /// <summary>Translates the serializer's words, which name types that no author of a document knows.</summary>
    public static WireFault Of(JsonException json)
    {
        var path = json.Path is { Length: > 2 } full && full[0] == '$' ? full[2..] : string.Empty;
        var message = json.Message.Split(" Path:", 2)[0];
        if (message.Contains(MissingMarker, StringComparison.Ordinal))
        {
            var name = Quoted(message[message.IndexOf(MissingMarker, StringComparison.Ordinal)..]);
            return new(Join(path, name), $"'{name}' is required.");
        }

        if (message.Contains(UnknownMarker, StringComparison.Ordinal))
        {
            var name = Quoted(message);
            return new(EndsWith(path, name) ? path : Join(path, name), UnknownMember(name, message));
        }

        if (message.StartsWith(DuplicateMarker, StringComparison.Ordinal))
        {
            var name = Quoted(message);
            return new(EndsWith(path, name) ? path : Join(path, name), $"The field '{name}' stands here twice.");
        }

        if (message.EndsWith(NoNullElements.Message, StringComparison.Ordinal))
        {
            return new(Join(path, Quoted(message)), "This element must not be null.");
        }

        if (message.StartsWith('\'') && message.Contains(MemberMarker, StringComparison.Ordinal))
        {
            var rule = message[(message.IndexOf(MemberMarker, StringComparison.Ordinal) + MemberMarker.Length)..];
            return new(Join(path, Quoted(message)), $"This field must {rule}");
        }

        return message.Contains(NullMarker, StringComparison.Ordinal) || message.Contains(SetNullMarker, StringComparison.Ordinal)
            ? new(path, "This field must not be null.")
            : new(path, WrongType(path, message) ?? (message.StartsWith(RuleStart, StringComparison.Ordinal) ? "The value " + message : message));
    }

    /// <summary>The serializer says <c>The JSON value could not be converted to TYPE.</c></summary>
    private static string? WrongType(string path, string message)
    {
        var at = message.IndexOf(TypeMarker, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var type = message[(at + TypeMarker.Length)..].Trim().TrimEnd('.');
        var form = ValueForms.OfParameter(type, path[(path.LastIndexOf('.') + 1)..]) ?? ValueForms.Of(type);
        return form is null ? "The value has the wrong type." : $"The value must be {form}.";
    }

    /// <summary>The serializer says <c>The JSON property 'NAME' could not be mapped to any .NET member contained in type 'TYPE'.</c></summary>
    private static string UnknownMember(string name, string message)
    {
        var known = ValueForms.MembersOf(Quoted(message[(message.IndexOf(UnknownMarker, StringComparison.Ordinal) + UnknownMarker.Length)..]));
        var meant = NearestName.Of(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;
        return known.Count == 0
            ? $"There is no field '{name}' here."
            : $"There is no field '{name}' here.{meant} The fields are {string.Join(", ", known)}.";
    }

    private static string Quoted(string text)
    {
        var from = text.IndexOf('\'', StringComparison.Ordinal) + 1;
        var to = from == 0 ? -1 : text.IndexOf('\'', from);
        return to < 0 ? string.Empty : text[from..to];
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool EndsWith(string path, string name) =>
        path == name || path.EndsWith("." + name, StringComparison.Ordinal);
}
