using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Checking;

/// <summary>What all parts of one check share: errors, nodes, and what is known of types.</summary>
internal sealed class CheckContext(ExpressionEnvironment environment, string source, bool isDynamic)
{
    private readonly List<ExpressionError> _errors = [];
    private readonly List<CheckedNode> _nodes = [];

    public ExpressionEnvironment Declared { get; } = environment;

    public TypeInference Types { get; } = new();

    public NameResolver Names { get; } = new(environment);

    public IReadOnlyList<ExpressionError> Errors => _errors;

    public IReadOnlyList<CheckedNode> Nodes => _nodes;

    /// <summary>How many places the variables need that macros make.</summary>
    public int Locals { get; private set; }

    public void NeedLocals(int count) => Locals = Math.Max(Locals, count);

    public CheckedNode Add(CheckedNode node)
    {
        node.Id = _nodes.Count;
        node.Type = isDynamic ? CelType.Dyn : node.Type;
        _nodes.Add(node);
        return node;
    }

    /// <summary>
    /// An error of the check; resolving without types, an error of the evaluation. Its type is dyn, so that one error doesn't
    /// make others.
    /// </summary>
    public CheckedNode Refuse(SourceSpan span, EvaluationErrorKind kind, string message, string? found = null, string? expected = null)
    {
        if (!isDynamic)
        {
            _errors.Add(ExpressionError.At(ExpressionErrorKind.Check, source, span, message, found, expected));
        }

        return Add(new CheckedFailure(span, new(kind, message) { Span = span }));
    }

    public CelType Resolved(CheckedNode node) => Types.Resolve(node.Type, openIsDyn: false);

    /// <summary>Whether the node may be a bool; an error where it can't.</summary>
    public void ExpectBool(CheckedNode node, string what)
    {
        if (!Types.TryAssign(node.Type, CelType.Bool))
        {
            Refuse(node.Span, EvaluationErrorKind.NoSuchOverload, $"{what} is a bool, found {Shown(node)}.", Shown(node), "bool");
        }
    }

    public string Shown(CheckedNode node) => Types.Resolve(node.Type, openIsDyn: true).ToString();

    /// <summary>Puts what is known now into all types.</summary>
    public void Finish()
    {
        foreach (var node in _nodes)
        {
            node.Type = Types.Resolve(node.Type, openIsDyn: true);
        }
    }
}
