using Backstay.Cli.Output;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;
using Spectre.Console;

namespace Backstay.Cli.Versions;

/// <summary>Draws a lineage graph as a tree: what is met a second time is named, and opened only once.</summary>
internal static class LineageTree
{
    public static void Write(IAnsiConsole console, LineageView view)
    {
        var isUp = view.Direction == LineageDirection.Up;
        var edges = view.Steps.Select(step => step.Edge).ToLookup(edge => isUp ? edge.From : edge.To);
        var tree = new Tree(new Text(view.Version.ToString()));
        var opened = new HashSet<VersionId> { view.Version };
        var open = new Queue<(IHasTreeNodes Node, VersionId Version)>([(tree, view.Version)]);

        // Breadth first, as the walk was: so each version is opened where it is nearest.
        while (open.TryDequeue(out var here))
        {
            foreach (var edge in edges[here.Version])
            {
                var other = isUp ? edge.To : edge.From;
                var isNew = edge.Relation.IsOrigin() && opened.Add(other);
                var isAgain = !isNew && edges[other].Any();
                var node = here.Node.AddNode(new Text(Printer.Safe(Label(edge, other) + (isAgain ? "  (opened elsewhere)" : ""))));
                if (isNew)
                {
                    open.Enqueue((node, other));
                }
            }
        }

        console.Write(tree);
        if (view.Steps.IsEmpty)
        {
            console.WriteLine(isUp ? "Nothing that it was made from is recorded." : "Nothing made from it is recorded.");
        }

        if (view.Truncated)
        {
            console.WriteLine("There is more: give a larger --depth.");
        }
    }

    private static string Label(LineageEdge edge, VersionId other)
    {
        var details = string.Join(": ", new[] { edge.Role, edge.Slice }.Where(text => text is not null));
        return details.Length == 0 ? $"{edge.Relation.ToText()} {other}" : $"{edge.Relation.ToText()} {other} ({details})";
    }
}
