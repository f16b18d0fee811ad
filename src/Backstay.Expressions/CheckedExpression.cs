using Backstay.Expressions.Checking;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions;

/// <summary>An expression that fits its environment. Immutable; it may be evaluated on many threads at once.</summary>
public sealed class CheckedExpression
{
    internal CheckedExpression(SyntaxTree tree, ExpressionEnvironment environment, CheckedNode root, IReadOnlyList<CheckedNode> nodes, int locals)
    {
        Tree = tree;
        DeclaredIn = environment;
        Root = root;
        Nodes = nodes;
        Locals = locals;
    }

    public SyntaxTree Tree { get; }

    public string Source => Tree.Source;

    public ExpressionEnvironment DeclaredIn { get; }

    /// <summary>The type of the value that evaluation gives.</summary>
    public CelType Type => Root.Type;

    internal CheckedNode Root { get; }

    /// <summary>Every node, by its id.</summary>
    internal IReadOnlyList<CheckedNode> Nodes { get; }

    /// <summary>How many places the variables need that macros make.</summary>
    internal int Locals { get; }

    /// <summary>
    /// The value, or an error with the part of the source that failed. Always ends within the environment's limits, never
    /// throws for what the expression does. The bindings must be of this expression's environment.
    /// </summary>
    public Value Evaluate(Bindings bindings) => Interpreter.Evaluate(this, Own(bindings), trace: null);

    /// <summary>The same expression for many evaluations.</summary>
    public CompiledExpression Compile() => new(this);

    /// <summary>The value and how it came about: what every part was. The value is the one that <see cref="Evaluate"/> gives.</summary>
    public Explanation Explain(Bindings bindings)
    {
        var trace = new EvaluationTrace(Nodes.Count);
        var value = Interpreter.Evaluate(this, Own(bindings), trace);
        return new(this, value, trace);
    }

    private Bindings Own(Bindings bindings) =>
        bindings.IsOf(DeclaredIn) ? bindings : throw new ArgumentException("The values are of another environment.", nameof(bindings));
}
