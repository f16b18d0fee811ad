using System.Diagnostics.CodeAnalysis;

namespace Backstay.Core.Primitives.Json;

/// <summary>A domain value with one text form, which is also its JSON form.</summary>
public interface ITextValue<TSelf>
    where TSelf : ITextValue<TSelf>
{
    /// <summary>What the text must look like, for error messages: <c>model/NAME@1.2.3</c>.</summary>
    static abstract string Form { get; }

    static abstract bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out TSelf value);
}
