using System.Collections.Immutable;

namespace Backstay.Core.Environments;

/// <summary>Grades one item of an environment, or one list of named items.</summary>
/// <param name="read">The items by name; one item alone has the empty name.</param>
internal sealed class EnvironmentRule(
    string item, Func<EnvironmentBehaviour, ImmutableSortedDictionary<string, string>> read, EnvironmentGrade grade)
{
    public EnvironmentRule(string item, Func<EnvironmentBehaviour, string?> read, EnvironmentGrade grade)
        : this(item, behaviour => EnvironmentItems.One(read(behaviour)), grade)
    {
    }

    /// <summary>A finding for each item that differs.</summary>
    public IEnumerable<EnvironmentFinding> Find(EnvironmentBehaviour left, EnvironmentBehaviour right)
    {
        var (lefts, rights) = (read(left), read(right));
        foreach (var name in lefts.Keys.Union(rights.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (before, after) = (lefts.GetValueOrDefault(name), rights.GetValueOrDefault(name));
            if (before != after)
            {
                var (verdict, reason) = grade(before, after);
                yield return new EnvironmentFinding(name.Length == 0 ? item : $"{item} {name}", verdict, before, after, reason);
            }
        }
    }
}
