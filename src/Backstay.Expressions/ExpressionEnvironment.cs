using System.Collections.Immutable;
using Backstay.Expressions.Checking;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions;

/// <summary>A variable that expressions may use: a name, with dots where it stands in a namespace, and its type.</summary>
public sealed record VariableDeclaration(string Name, CelType Type);

/// <summary>
/// What expressions may use: variables, functions, the container that names are looked up in first, and limits. Immutable;
/// one is enough for all expressions of a kind, on any thread.
/// </summary>
public sealed class ExpressionEnvironment
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="ArgumentException"/> for names that can't be written, or that are declared twice.</summary>
    /// <param name="variables">Their order is that of their slots.</param>
    /// <param name="functions">The host's own, beside the language's.</param>
    /// <param name="container">A namespace such as "a.b", or nothing.</param>
    /// <param name="limits">Null for the default ones.</param>
    public ExpressionEnvironment(
        IEnumerable<VariableDeclaration> variables, IEnumerable<Function>? functions = null, string container = "", ExpressionLimits? limits = null)
    {
        Variables = [.. variables];
        Functions = functions is null ? FunctionTable.Standard : FunctionTable.Standard.With(functions);
        Container = container.Length == 0 || Words.IsQualifiedName(container)
            ? container
            : throw new ArgumentException($"'{container}' is no name of a namespace.", nameof(container));
        Limits = limits ?? ExpressionLimits.Default;
        Unset = [.. Variables.Select(variable => Value.Error(EvaluationErrorKind.Unbound, $"The variable '{variable.Name}' has no value here."))];
        for (var slot = 0; slot < Variables.Count; slot++)
        {
            var name = Variables[slot].Name;
            if (!Words.IsQualifiedName(name) || !_slots.TryAdd(name, slot))
            {
                throw new ArgumentException($"'{name}' is no name of a variable, or is declared twice.", nameof(variables));
            }
        }
    }

    public IReadOnlyList<VariableDeclaration> Variables { get; }

    public FunctionTable Functions { get; }

    public string Container { get; }

    public ExpressionLimits Limits { get; }

    /// <summary>By slot: what a variable without a value is.</summary>
    internal ImmutableArray<Value> Unset { get; }

    /// <summary>The variable's place in <see cref="Variables"/>, or -1.</summary>
    public int SlotOf(string name) => _slots.GetValueOrDefault(name, -1);

    /// <summary>Parses and checks a source text.</summary>
    public ExpressionOutcome<CheckedExpression> Check(string source) =>
        Expression.Parse(source, Limits) is var parsed && parsed.TryGet(out var tree) ? Check(tree) : ExpressionOutcome<CheckedExpression>.Refused(parsed.Errors);

    /// <summary>Checks a parsed source text.</summary>
    public ExpressionOutcome<CheckedExpression> Check(SyntaxTree tree) => Checker.Check(tree, this, isDynamic: false);

    /// <summary>Resolves names only: every type is known at evaluation, and what can't work is an error then.</summary>
    internal CheckedExpression Resolve(SyntaxTree tree) => Checker.Check(tree, this, isDynamic: true).Value;

    /// <summary>Values for variables; throws <see cref="ArgumentException"/> for a name that isn't declared.</summary>
    public Bindings Bind(params IEnumerable<(string Name, Value Value)> values) => new(this, values);

    /// <summary>An empty frame for compiled expressions.</summary>
    public SlotFrame NewFrame() => new(this, Limits);
}
