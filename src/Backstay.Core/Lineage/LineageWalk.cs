using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>
/// Walks the graph breadth first, so that each version is met by its shortest way and the answer is the same every time.
/// Edges that are not of origin (<see cref="LineageRelations.IsOrigin"/>) are shown and not followed: a model was not
/// made from the suite that measured it, nor from what that suite was made from.
/// </summary>
public static class LineageWalk
{
    public const int MaxDepth = 100;
    public const int MaxSteps = 10_000;

    /// <param name="depth">How many edges away to look, 1 to <see cref="MaxDepth"/>.</param>
    /// <param name="limit">Most edges in the answer, 1 to <see cref="MaxSteps"/>.</param>
    /// <param name="only">The relations to show and to follow; null for all.</param>
    public static Result<LineageView> Run(
        LineageState lineage,
        VersionId version,
        LineageDirection direction,
        int depth,
        int limit,
        IReadOnlySet<LineageRelation>? only)
    {
        if (depth is < 1 or > MaxDepth)
        {
            return Problem.Invalid("depth", $"A depth is between 1 and {MaxDepth}.");
        }

        if (limit is < 1 or > MaxSteps)
        {
            return Problem.Invalid("limit", $"A limit is between 1 and {MaxSteps}.");
        }

        var steps = ImmutableArray.CreateBuilder<LineageStep>();
        var met = new HashSet<VersionId> { version };
        var frontier = new Queue<(VersionId Version, int Depth)>([(version, 0)]);
        while (frontier.TryDequeue(out var here))
        {
            foreach (var edge in EdgesOf(lineage, here.Version, direction, only))
            {
                if (here.Depth == depth || steps.Count == limit)
                {
                    return new LineageView(version, direction, steps.ToImmutable(), Truncated: true);
                }

                steps.Add(new LineageStep(here.Depth + 1, edge));
                var next = direction == LineageDirection.Up ? edge.To : edge.From;
                if (edge.Relation.IsOrigin() && met.Add(next))
                {
                    frontier.Enqueue((next, here.Depth + 1));
                }
            }
        }

        return new LineageView(version, direction, steps.ToImmutable(), Truncated: false);
    }

    /// <summary>Whether <paramref name="version"/> was made from <paramref name="origin"/>, over any number of edges.</summary>
    public static bool IsMadeFrom(LineageState lineage, VersionId version, VersionId origin)
    {
        var met = new HashSet<VersionId> { version };
        var open = new Stack<VersionId>([version]);
        while (open.TryPop(out var here))
        {
            foreach (var edge in lineage.From(here).Where(edge => edge.Relation.IsOrigin()))
            {
                if (edge.To == origin)
                {
                    return true;
                }

                if (met.Add(edge.To))
                {
                    open.Push(edge.To);
                }
            }
        }

        return false;
    }

    private static IEnumerable<LineageEdge> EdgesOf(
        LineageState lineage, VersionId version, LineageDirection direction, IReadOnlySet<LineageRelation>? only)
    {
        var edges = direction == LineageDirection.Up ? lineage.From(version) : lineage.To(version);
        return only is null ? edges : edges.Where(edge => only.Contains(edge.Relation));
    }
}
