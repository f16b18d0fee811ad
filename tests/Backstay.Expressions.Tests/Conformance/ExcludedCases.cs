using System.Collections.Frozen;
using System.Reflection;

namespace Backstay.Expressions.Tests.Conformance;

/// <summary>The one list of cases outside the subset: excluded.txt, a reason in brackets over the cases that it is true of.</summary>
internal static class ExcludedCases
{
    public static readonly FrozenDictionary<string, string> ReasonById = Read();

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Backstay.Expressions.Tests.Conformance.excluded.txt")
            ?? throw new InvalidOperationException("excluded.txt is not embedded.");
        using var reader = new StreamReader(stream);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var reason = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                reason = line.Trim('[', ']');
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                reasons.Add(line, reason);
            }
        }

        return reasons.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
