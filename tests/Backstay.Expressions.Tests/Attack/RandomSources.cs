namespace Backstay.Expressions.Tests.Attack;

/// <summary>
/// Random source texts over the sample's variables: mostly of fitting types, so that much is evaluated, and now and then not.
/// The same seed, the same texts.
/// </summary>
internal sealed class RandomSources(int seed)
{
    private const int WrongTypeOneIn = 25;

    private static readonly string[] Types =
        ["bool", "int", "uint", "double", "string", "bytes", "ints", "strings", "map", "timestamp", "duration", "optional", "dyn"];

    private readonly Random _random = new(seed);
    private readonly List<(string Name, string Type)> _locals = [];
    private int _names;

    public string Next(int depth) => Of(Pick(Types), depth);

    /// <summary>Pieces of expressions in any order: mostly nothing that parses.</summary>
    public string Noise()
    {
        string[] pieces =
        [
            "a", "1", "2u", ".5", "1e9", "'x'", "b'\\xff'", "r'\\'", "\"\"\"", "'", "\\", "(", ")", "[", "]", "{", "}", "?", ":", ",", ".", "+", "-", "!", "&&", "||", "==",
            " in ", "true", "null", ".map(", "has(", ".all(x,", "cel.bind(x,", "`q`", "`", "//c\n", "\n", "é😀", "\uD800", "\0", "0x", "9223372036854775808", "%", "while", ".?", "[?", "{?",
        ];
        return string.Concat(Enumerable.Range(0, _random.Next(1, 20)).Select(_ => Pick(pieces)));
    }

    private string Of(string type, int depth)
    {
        if (_random.Next(WrongTypeOneIn) == 0)
        {
            type = Pick(Types);
        }

        if (_random.Next(8) == 0)
        {
            return "any";
        }

        if (_locals.Where(local => local.Type == type).Select(local => local.Name).ToArray() is { Length: > 0 } names && _random.Next(3) == 0)
        {
            return Pick(names);
        }

        if (depth <= 0)
        {
            return Leaf(type);
        }

        return _random.Next(12) switch
        {
            0 => $"({Of("bool", depth - 1)} ? {Of(type, depth - 1)} : {Of(type, depth - 1)})",
            1 => $"dyn({Of(type, depth - 1)})",
            2 => $"[{Of(type, depth - 1)}, {Of(type, depth - 1)}][{Of("int", depth - 1)}]",
            3 => $"{{'a': {Of(type, depth - 1)}}}{Pick([".a", "['a']", ".b", $"[{Of("string", depth - 1)}]"])}",
            4 => $"optional.of({Of(type, depth - 1)}).orValue({Of(type, depth - 1)})",
            5 => Bind(type, depth),
            _ => Made(type, depth - 1),
        };
    }

    private string Leaf(string type) => type switch
    {
        "bool" => Pick(["true", "false", "has(request.user)", "has(request.size)"]),
        "int" => Pick(["0", "1", "-1", "7", "9223372036854775807", "-9223372036854775808", "n", "request.size"]),
        "uint" => Pick(["0u", "1u", "3u", "18446744073709551615u"]),
        "double" => Pick(["0.0", "1.0", "-2.5", "1e300", "ratio", "metrics.errors"]),
        "string" => Pick(["''", "'a'", "'é😀'", "'12'", "'1h'", "'2026-03-29T01:00:00Z'", "name", "request.path", "'a+'", "'(a|b)*c'", "'%s %d'", "'Europe/Paris'"]),
        "bytes" => Pick(["b''", "b'ab'", "b'\\xff'"]),
        "ints" => Pick(["[]", "[1, 2, 3]", "[0]"]),
        "strings" => Pick(["['a', 'b']", "tags", "[]"]),
        "map" => Pick(["{}", "{'a': 1, 'b': 2}"]),
        "timestamp" => Pick(["timestamp(0)", "timestamp('9999-12-31T23:59:59.999999999Z')", "timestamp('0001-01-01T00:00:00Z')"]),
        "duration" => Pick(["duration('1h')", "duration('-1.5s')", "duration('9223372036s')"]),
        "optional" => Pick(["optional.none()", "optional.of(1)", "[1][?0]"]),
        _ => Pick(["any", "null", "dyn(1)", "request", "int", "version"]),
    };

    private string Made(string type, int depth)
    {
        string Any() => Of(Pick(Types), depth);
        string T(string of) => Of(of, depth);
        return type switch
        {
            "bool" => Lazily([
                () => $"({T("bool")} && {T("bool")})", () => $"({T("bool")} || {T("bool")})", () => $"!({T("bool")})", () => $"({T("int")} {Pick(["<", "<=", ">", ">=", "==", "!="])} {T("int")})",
                () => $"({T("double")} < {T("uint")})", () => $"({Any()} == {Any()})", () => $"({T("int")} in {T("ints")})", () => $"({T("string")} in {T("map")})", () => $"{T("string")}.contains({T("string")})",
                () => $"{T("string")}.matches({T("string")})", () => Walk("ints", "int", "all", "bool", depth), () => Walk("strings", "string", "exists", "bool", depth),
                () => Walk("map", "string", "existsOne", "bool", depth), () => $"{T("optional")}.hasValue()", () => $"bool({T("string")})", () => $"math.isNaN({T("double")})"]),
            "int" => Lazily([
                () => $"({T("int")} {Pick(["+", "-", "*", "/", "%"])} {T("int")})", () => $"-({T("int")})", () => $"size({Of(Pick(["string", "ints", "map", "bytes"]), depth)})", () => $"int({Of(Pick(["string", "uint", "double", "timestamp"]), depth)})",
                () => $"{T("timestamp")}.{Pick(["getFullYear", "getHours", "getDayOfYear"])}({Pick(["", T("string")])})", () => $"{T("string")}.indexOf({T("string")}, {T("int")})",
                () => $"math.greatest({T("int")}, {T("int")}, {T("int")})", () => $"math.bitShiftLeft({T("int")}, {T("int")})", () => $"{T("duration")}.getSeconds()", () => $"{T("map")}.a"]),
            "uint" => Lazily([() => $"({T("uint")} {Pick(["+", "-", "*", "/", "%"])} {T("uint")})", () => $"uint({Of(Pick(["string", "int", "double"]), depth)})", () => $"math.bitOr({T("uint")}, {T("uint")})"]),
            "double" => Lazily([
                () => $"({T("double")} {Pick(["+", "-", "*", "/"])} {T("double")})", () => $"double({Of(Pick(["string", "int", "uint"]), depth)})", () => $"math.round({T("double")})", () => $"math.sqrt({T("int")})",
                () => $"math.least([{T("double")}])"]),
            "string" => Lazily([
                () => $"({T("string")} + {T("string")})", () => $"string({Of(Pick(["int", "uint", "double", "bytes", "timestamp", "duration", "bool"]), depth)})", () => $"{T("string")}.replace({T("string")}, {T("string")})",
                () => $"{T("string")}.substring({T("int")})", () => $"{T("strings")}.join({T("string")})", () => $"'%s|%f|%x'.format([{Any()}, {T("double")}, {T("int")}])", () => $"{T("string")}.format([{Any()}])", () => $"{T("string")}.reverse()",
                () => $"strings.quote({T("string")})", () => $"base64.encode({T("bytes")})"]),
            "bytes" => Lazily([() => $"({T("bytes")} + {T("bytes")})", () => $"bytes({T("string")})", () => $"base64.decode({T("string")})"]),
            "ints" => Lazily([
                () => $"({T("ints")} + {T("ints")})", () => $"[{T("int")}, ?{T("optional")}]", () => Walk("ints", "int", "map", "int", depth), () => Walk("ints", "int", "filter", "bool", depth),
                () => $"optional.unwrap([{T("optional")}])"]),
            "strings" => Lazily([() => $"{T("string")}.split({T("string")}, {T("int")})", () => Walk("map", "string", "map", "string", depth), () => Walk("strings", "string", "map", "string", depth)]),
            "map" => Lazily([() => $"{{{T("string")}: {T("int")}, ?'o': {T("optional")}}}", () => $"{T("map")}.transformMap(k, v, v + {T("int")})", () => $"{T("strings")}.transformMapEntry(i, v, {{v: i}})"]),
            "timestamp" => Lazily([() => $"({T("timestamp")} {Pick(["+", "-"])} {T("duration")})", () => $"timestamp({Of(Pick(["string", "int"]), depth)})"]),
            "duration" => Lazily([() => $"({T("duration")} {Pick(["+", "-"])} {T("duration")})", () => $"({T("timestamp")} - {T("timestamp")})", () => $"duration({T("string")})"]),
            "optional" => Lazily([
                () => $"{T("map")}.?a", () => $"{T("map")}[?{T("string")}]", () => $"{T("ints")}[?{T("int")}]", () => $"optional.ofNonZeroValue({T("int")})", () => $"{T("optional")}.or({T("optional")})",
                () => $"{T("optional")}.optMap(o, o + 1)", () => $"{T("optional")}.optFlatMap(o, optional.of(o))"]),
            _ => Lazily([() => $"[{Any()}, {Any()}]", () => $"{{{T("string")}: {Any()}}}", () => $"type({Any()})", () => $"{Any()}.f", () => $"{Any()}[{Any()}]", () => $"cel.bind(y, {Any()}, [y, y])", () => $"request.{Pick(["size", "headers", "nope"])}"]),
        };
    }

    private string Walk(string range, string item, string macro, string body, int depth)
    {
        var name = $"v{_names++}";
        var over = Of(range, depth);
        _locals.Add((name, item));
        var text = $"{over}.{macro}({name}, {Of(body, depth)})";
        _locals.RemoveAt(_locals.Count - 1);
        return text;
    }

    private string Bind(string type, int depth)
    {
        var of = Pick(Types);
        var name = $"v{_names++}";
        var value = Of(of, depth - 1);
        _locals.Add((name, of));
        var text = $"cel.bind({name}, {value}, {Of(type, depth - 1)})";
        _locals.RemoveAt(_locals.Count - 1);
        return text;
    }

    private string Lazily(Func<string>[] of) => Pick(of)();

    private T Pick<T>(T[] of) => of[_random.Next(of.Length)];
}
