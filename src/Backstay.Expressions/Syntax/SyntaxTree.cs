namespace Backstay.Expressions.Syntax;

/// <summary>A source text that is an expression, as a tree. Which names it may use isn't known yet.</summary>
public sealed class SyntaxTree
{
    internal SyntaxTree(string source, Node root, int nodes)
    {
        Source = source;
        Root = root;
        NodeCount = nodes;
    }

    public string Source { get; }

    /// <summary>How many nodes the limit counted.</summary>
    public int NodeCount { get; }

    internal Node Root { get; }

    /// <summary>The same expression in one fixed form: every text that gives this tree prints alike.</summary>
    public override string ToString() => Printer.Print(Root);
}
