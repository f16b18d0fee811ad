using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Backstay.Examples.Flights;

/// <summary>Options of one verb: <c>--name value</c> pairs and flags.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">An option that the verb does not know, a repeated one, or one without its value.</exception>
    public Arguments(IReadOnlyList<string> args, IReadOnlyCollection<string> options, IReadOnlyCollection<string> flags)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var isFlag = flags.Contains(args[i]);
            if (!isFlag && !options.Contains(args[i]))
            {
                throw new ArgumentException($"Unknown option '{args[i]}'.");
            }

            if (!isFlag && i + 1 == args.Count)
            {
                throw new ArgumentException($"Option '{args[i]}' needs a value.");
            }

            if (!_values.TryAdd(args[i], isFlag ? null : args[i + 1]))
            {
                throw new ArgumentException($"Option '{args[i]}' was given twice.");
            }

            i += isFlag ? 0 : 1;
        }
    }

    public bool Has(string flag) => _values.ContainsKey(flag);

    public string Text(string option) =>
        _values.GetValueOrDefault(option) ?? throw new ArgumentException($"Option '{option}' is required.");

    /// <summary>The option's value, or <paramref name="usual"/> where it was not given.</summary>
    [return: NotNullIfNotNull(nameof(usual))]
    public string? TextOr(string option, string? usual) => _values.GetValueOrDefault(option) ?? usual;

    public int Number(string option, int usual, int low, int high)
    {
        if (_values.GetValueOrDefault(option) is not { } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw new ArgumentException($"Option '{option}' must be a whole number from {low} to {high}, not '{text}'.");
    }
}
