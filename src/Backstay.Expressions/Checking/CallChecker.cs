using Backstay.Expressions.Functions;
using Backstay.Expressions.Functions.Patterns;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Checking;

/// <summary>Calls and operators: which function a name is, and which of its overloads take these types.</summary>
internal sealed class CallChecker(CheckContext context, Func<Node, Scope?, CheckedNode> check)
{
    private const int MostShown = 6;

    public CheckedNode Check(CallNode call, Scope? scope)
    {
        switch (call.Function)
        {
            case Operators.And or Operators.Or: return Logic(call, scope);
            case Operators.Conditional: return Conditional(call, scope);
        }

        if (call.Target is { } target)
        {
            return Qualified(call, target, scope) is var (name, function)
                ? Overloads(call, name, function, isReceiver: false, Checked(call.Arguments, scope))
                : Receiver(call, target, scope);
        }

        var arguments = Checked(call.Arguments, scope);
        foreach (var candidate in Operators.IsOperator(call.Function) ? [call.Function] : context.Names.Candidates(call.Function, call.IsRooted))
        {
            if (context.Declared.Functions.Find(candidate) is { } function)
            {
                return Overloads(call, candidate, function, isReceiver: false, arguments);
            }
        }

        return Unknown(call, isReceiver: false);
    }

    private List<CheckedNode> Checked(IReadOnlyList<Node> nodes, Scope? scope) => [.. nodes.Select(node => check(node, scope))];

    private CheckedNode Logic(CallNode call, Scope? scope)
    {
        var left = check(call.Arguments[0], scope);
        var right = check(call.Arguments[1], scope);
        var sign = Operators.SignOf(call.Function);
        context.ExpectBool(left, $"The left side of '{sign}'");
        context.ExpectBool(right, $"The right side of '{sign}'");
        return context.Add(new CheckedLogic(call.Span, left, right, call.Function == Operators.And));
    }

    private CheckedNode Conditional(CallNode call, Scope? scope)
    {
        var condition = check(call.Arguments[0], scope);
        var yes = check(call.Arguments[1], scope);
        var no = check(call.Arguments[2], scope);
        context.ExpectBool(condition, "The condition before '?'");
        var result = context.Types.Fresh();
        if (!context.Types.TryAssign([yes.Type, no.Type], [result, result]))
        {
            context.Refuse(
                no.Span, EvaluationErrorKind.NoSuchOverload,
                $"Both sides of ':' have one type: the first is {context.Shown(yes)}, this one {context.Shown(no)}; dyn() takes any.", context.Shown(no),
                context.Shown(yes));
        }

        return context.Add(new CheckedConditional(call.Span, context.Types.Resolve(result, openIsDyn: false), condition, yes, no));
    }

    /// <summary>A target that is no variable may be the first part of a function's name: math.abs(x).</summary>
    private (string Name, Function Function)? Qualified(CallNode call, Node target, Scope? scope)
    {
        if (NameResolver.Qualified(target) is not var (prefix, root) || (!root.IsRooted && Scope.Find(scope, root.Name) is not null))
        {
            return null;
        }

        foreach (var candidate in context.Names.Candidates($"{prefix}.{call.Function}", root.IsRooted))
        {
            if (context.Declared.Functions.Find(candidate) is { } function)
            {
                return (candidate, function);
            }
        }

        return null;
    }

    private CheckedNode Receiver(CallNode call, Node target, Scope? scope)
    {
        // A prefix that is no variable and one wrong letter in a function's name: the function is what to speak of.
        if (NameResolver.Qualified(target) is var (prefix, root) && Scope.Find(scope, root.Name) is null
            && context.Names.Resolve(root.Span, root.Name, root.IsRooted) is null && IsPrefix(prefix))
        {
            return Unknown(call with { Function = $"{prefix}.{call.Function}" }, isReceiver: false);
        }

        var receiver = check(target, scope);
        var arguments = Checked(call.Arguments, scope);
        arguments.Insert(0, receiver);
        return context.Declared.Functions.Find(call.Function) is { } function
            ? Overloads(call, call.Function, function, isReceiver: true, arguments)
            : Unknown(call, isReceiver: true);
    }

    private bool IsPrefix(string prefix) => context.Declared.Functions.All.Any(function => function.Name.StartsWith(prefix + ".", StringComparison.Ordinal));

    private CheckedNode Overloads(CallNode call, string name, Function function, bool isReceiver, List<CheckedNode> arguments)
    {
        var fitting = new List<Overload>();
        CelType? result = null;
        var types = arguments.Select(argument => argument.Type).ToList();
        var candidates = function.Overloads.Where(overload => overload.IsReceiver == isReceiver && overload.Parameters.Count == arguments.Count).ToList();
        foreach (var overload in candidates)
        {
            Try(overload, overload.Parameters);
        }

        // What an argument of an unknown type turns out to be may fit a body that takes more than its signature says.
        foreach (var overload in fitting.Count > 0 ? candidates.Where(overload => overload.RuntimeParameters != overload.Parameters && !fitting.Contains(overload)) : [])
        {
            Try(overload, overload.RuntimeParameters);
        }

        void Try(Overload overload, IReadOnlyList<CelType> parameters)
        {
            var signature = context.Types.WithFreshParameters([.. parameters, overload.Result]);
            if (context.Types.TryAssign(types, [.. signature.SkipLast(1)]))
            {
                fitting.Add(overload);
                var answer = context.Types.Resolve(signature[^1], openIsDyn: false);
                result = result is null || result.Equals(answer) ? answer : CelType.Dyn;
            }
        }

        if (result is not null)
        {
            return BadPattern(call, name, arguments) ?? context.Add(new CheckedCall(call.Span, result, name, fitting, arguments));
        }

        return arguments.OfType<CheckedFailure>().FirstOrDefault() is { } failed ? failed : NoOverload(call, function, isReceiver, arguments);
    }

    /// <summary>A regular expression that is written out is read now, and not when the first request comes.</summary>
    private CheckedNode? BadPattern(CallNode call, string name, List<CheckedNode> arguments) =>
        name == "matches" && arguments[1] is CheckedConstant { Value: { Kind: ValueKind.String } pattern } && PatternParser.Parse(pattern.AsString).Problem is { } problem
            ? context.Refuse(call.Arguments[^1].Span, EvaluationErrorKind.InvalidArgument, $"The regular expression can't be used: {problem}")
            : null;

    private CheckedNode NoOverload(CallNode call, Function function, bool isReceiver, List<CheckedNode> arguments)
    {
        var shown = function.Overloads.Where(overload => overload.IsReceiver == isReceiver).ToList();
        if (shown.Count == 0)
        {
            var way = isReceiver ? $"{function.Name}(x)" : $"x.{function.Name}()";
            return context.Refuse(call.FunctionSpan, EvaluationErrorKind.NoSuchOverload, $"'{function.Name}' is called as {way}.");
        }

        var found = Signature(arguments.Select(context.Shown), isReceiver);
        var expected = string.Join(", ", shown.Take(MostShown).Select(overload => Signature(overload.Parameters.Select(type => type.ToString()), isReceiver)));
        var more = shown.Count > MostShown ? $" and {shown.Count - MostShown} more" : "";
        var label = Operators.IsOperator(function.Name) ? Operators.SignOf(function.Name) : function.Name;
        return context.Refuse(
            call.FunctionSpan, EvaluationErrorKind.NoSuchOverload, $"'{label}' takes {expected}{more}; found {found}.", found, expected + more);
    }

    private static string Signature(IEnumerable<string> types, bool isReceiver)
    {
        var all = types.ToList();
        return isReceiver ? $"{all[0]}.({string.Join(", ", all.Skip(1))})" : $"({string.Join(", ", all)})";
    }

    private CheckedNode Unknown(CallNode call, bool isReceiver)
    {
        if (MacroExpander.Names.Contains(call.Function, StringComparer.Ordinal))
        {
            return context.Refuse(call.FunctionSpan, EvaluationErrorKind.Unbound, $"'{call.Function}' is a macro, and isn't written so: see the reference for its forms.", call.Function);
        }

        var known = context.Declared.Functions.All
            .Where(function => !Operators.IsOperator(function.Name) && function.Overloads.Any(overload => overload.IsReceiver == isReceiver))
            .Select(function => function.Name).Concat(MacroExpander.Names).ToList();
        var hint = NearestName.Hint(call.Function, known);
        return context.Refuse(
            call.FunctionSpan, EvaluationErrorKind.Unbound, $"There is no {(isReceiver ? "method" : "function")} '{call.Function}'{(hint.Length > 0 ? hint : ".")}",
            call.Function);
    }
}
