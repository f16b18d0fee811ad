namespace Backstay.Expressions.Syntax;

/// <summary>
/// Calls that are not calls, because their arguments aren't evaluated once and first. A call of a macro's name with another
/// number of arguments stays a call, which the checker then refuses by its name.
/// </summary>
internal static class MacroExpander
{
    /// <summary>Every macro's name, for messages and for the reference.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "all", "cel.bind", "exists", "existsOne", "exists_one", "filter", "has", "map", "optFlatMap", "optMap", "transformList", "transformMap",
        "transformMapEntry",
    ];

    /// <summary>Null where the macro was written wrongly; the state has the error.</summary>
    public static Node? Expand(ParserState state, CallNode call) => (call.Target, call.Function, call.Arguments.Count) switch
    {
        (null, "has", 1) => Has(state, call),
        (null, _, _) => call,
        (_, "all", 2 or 3) => Comprehension(state, call, ComprehensionKind.All, variables: call.Arguments.Count - 1),
        (_, "exists", 2 or 3) => Comprehension(state, call, ComprehensionKind.Exists, variables: call.Arguments.Count - 1),
        (_, "exists_one", 2) => Comprehension(state, call, ComprehensionKind.ExistsOne, variables: 1),
        (_, "existsOne", 2 or 3) => Comprehension(state, call, ComprehensionKind.ExistsOne, variables: call.Arguments.Count - 1),
        (_, "map", 2 or 3) => Comprehension(state, call, ComprehensionKind.Transform, variables: 1),
        (_, "filter", 2) => Comprehension(state, call, ComprehensionKind.Filter, variables: 1),
        (_, "transformList", 3 or 4) => Comprehension(state, call, ComprehensionKind.Transform, variables: 2),
        (_, "transformMap", 3 or 4) => Comprehension(state, call, ComprehensionKind.TransformMap, variables: 2),
        (_, "transformMapEntry", 3 or 4) => Comprehension(state, call, ComprehensionKind.TransformMapEntry, variables: 2),
        (_, "optMap", 2) => OptionalMap(state, call, isFlat: false),
        (_, "optFlatMap", 2) => OptionalMap(state, call, isFlat: true),
        (NameNode { Name: "cel", IsRooted: false }, "bind", 3) => Bind(state, call),
        (NameNode { Name: "math", IsRooted: false }, "greatest" or "least", >= 3) => AsList(state, call),
        _ => call,
    };

    private static Node? Has(ParserState state, CallNode call) => call.Arguments[0] is SelectNode { Kind: SelectKind.Value } select
        ? select with { Span = call.Span, Kind = SelectKind.Presence }
        : state.Fail(call.Arguments[0].Span, "has() takes a field, as in has(request.user).");

    private static ComprehensionNode? Comprehension(ParserState state, CallNode call, ComprehensionKind kind, int variables)
    {
        var arguments = call.Arguments;
        var first = Variable(state, call, arguments[0]);
        var second = variables == 2 ? Variable(state, call, arguments[1]) : null;
        if (first is null || (variables == 2 && second is null) || call.Target is null)
        {
            return null;
        }

        if (string.Equals(first, second, StringComparison.Ordinal))
        {
            state.Fail(arguments[1].Span, $"{call.Function}() needs two different names; '{first}' stands twice.");
            return null;
        }

        var filter = arguments.Count == variables + 2 ? arguments[variables] : null;
        return new(call.Span, kind, call.FunctionSpan, call.Target, first, second, filter, arguments[^1]);
    }

    private static OptionalMapNode? OptionalMap(ParserState state, CallNode call, bool isFlat) =>
        Variable(state, call, call.Arguments[0]) is { } name && call.Target is { } target
            ? new(call.Span, call.FunctionSpan, target, name, call.Arguments[1], isFlat)
            : null;

    private static BindNode? Bind(ParserState state, CallNode call) =>
        Variable(state, call, call.Arguments[0]) is { } name ? new(call.Span, name, call.Arguments[1], call.Arguments[2]) : null;

    /// <summary>math.greatest takes any number of arguments: more than two go as a list.</summary>
    private static CallNode? AsList(ParserState state, CallNode call)
    {
        var items = call.Arguments.Select(argument => (argument, false)).ToList();
        var list = state.Add(new ListNode(call.Arguments[0].Span.To(call.Arguments[^1].Span), items));
        return list is null ? null : call with { Arguments = [list] };
    }

    private static string? Variable(ParserState state, CallNode call, Node argument)
    {
        if (argument is NameNode { IsRooted: false } name)
        {
            return name.Name;
        }

        state.Fail(argument.Span, $"Here {call.Function}() takes the name of a new variable.");
        return null;
    }
}
