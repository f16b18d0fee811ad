using System.Globalization;
using System.Text;

namespace Backstay.Fuzz.Inputs;

/// <summary>Texts that have broken programs before: what a member, a segment of a path or a header may be replaced by.</summary>
public static class HostileTexts
{
    /// <summary>Strings for members, without quotes.</summary>
    public static IReadOnlyList<string> Strings { get; } =
    [
        "", " ", "\t", "a", "A", "x\u0000y", "é", "日本語", "\ud83d\ude00", "\u202e\u0627", "\ufeff", "e\u0301", "a/b", "../../etc/passwd", "..\\..\\windows", "/", ".", "..", "~",
        "a\u2028b", "%2e%2e", "%00", "<script>alert(1)</script>", "' OR 1=1 --", "${jndi:ldap://x}", "{{7*7}}", "-", "--help", "a@b", "@", "model/", "/delay@1.0.0", "model/delay@", "model/delay@1",
        "model/delay@1.0.0", "model/delay@1.0.0-rc.1+b.2", "model/delay@01.0.0", "model/delay@99999999999999999999.0.0", "MODEL/delay@1.0.0", "sha256:", "sha256:00", "sha256:" + new string('0', 64), new string('f', 64), new string('F', 64),
        "true", "null", "0", "1e9999", "NaN", "9223372036854775808", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}",
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999-14:00", "9999-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "2026-01-01", "1e3",
        "http://", "http://[::1", "file:///etc/passwd", "javascript:alert(1)", "http://user:pw@127.0.0.1:1/", "http://127.0.0.1:99999/", "//x", "ftp://x", "http://" + new string('a', 300) + ".example/",
        new string('a', 101), new string('a', 1_025), new string('a', 70_000), new string('é', 40_000), string.Concat(Enumerable.Repeat("\ud83d\ude00", 300)),
    ];

    /// <summary>JSON values as they stand in a document; some are not JSON at all.</summary>
    public static IReadOnlyList<string> JsonValues { get; } =
    [
        "null", "true", "false", "0", "-1", "-0", "1", "1.5", "1e400", "-1e400", "1e-400", "2147483648", "-2147483649",
        "9007199254740993", "9223372036854775808", "-9223372036854775809", "99999999999999999999999999999999999999",
        "0.1e1", "1.0", "1E2", "[]", "{}", "[null]", "[[]]", "[{}]", """{"":0}""", """{"a":1,"a":2}""",
        Nested('[', ']', 63), Nested('[', ']', 65), Nested('[', ']', 5_000), NestedObjects(70), NestedObjects(3_000),
        "01", "+1", ".5", "1.", "NaN", "Infinity", "-", "'x'", "undefined", "tru", "[1,]", """{"a":1,}""", "/* */1", "",
        .. Strings.Select(Quoted),
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\x41\"", "\"\n\"", "\"unended",
    ];

    /// <summary>Segments of a path, percent-encoded or raw.</summary>
    public static IReadOnlyList<string> Segments { get; } =
    [
        "", ".", "..", "...", "%2e", "%2e%2e", "%2E%2E%2F", "..%2f..%2f", "%252e%252e", "%2f", "%5c", "\\", "%00", "%", "%z", "%zz", "%c0%af", "%ff", "%fe%ff", "%ed%a0%80", "%f4%90%80%80", "%F0%9F%98%80",
        "%20", "+", "a%20b", "%0d%0aX-Split:1", "%09", "a;b=c", "a:b", "a,b", "*", "~", "{name}", "'", "%22", "%3cscript%3e", "-1", "0", "1", "9223372036854775807", "9223372036854775808", "1e3", "0x10", "1.0.0", "01.0.0",
        "99999999999.0.0", "1.0.0-rc..1", "model", "MODEL", "none", "null", "undefined", "default", "other", "infer", "ready", "v2", "%C3%A9", "\u00e9", "%E2%80%AE", new string('a', 101), new string('a', 4_000), new string('%', 50),
        string.Concat(Enumerable.Repeat("%61", 500)), "00000000-0000-0000-0000-000000000000", "sha256:" + new string('0', 64), new string('0', 64), "sha256%3A" + new string('a', 64),
    ];

    /// <summary>Values of headers and parts of query strings, one byte a char.</summary>
    public static IReadOnlyList<string> HeaderValues { get; } =
    [
        "", " ", "0", "-1", "1", "1.5", "+5", " 5 ", "0x10", "1e3", "2147483648", "9223372036854775808", "99999999999999999999", "soon", "true", "a b", "a\tb", "\u0001", "\u007f", "\u00ff\u00fe", Latin("é"), Latin("\ud83d\ude00"), "\u00c0\u00af",
        "%00", "\"", "'", ",", ",,", "a,b", "a;q=2", "*/*;q=x", "=", "==", "bytes=0-", "bytes=5-1", "bytes=-0", "bytes=0-18446744073709551616", "bytes=0-0,1-1,2-2", "W/\"x\"", "gzip", "identity;q=0", "../../etc/passwd", "${jndi:ldap://x}",
        new string('a', 129), new string('a', 1_025), new string('a', 9_000), new string('9', 400), new string(',', 300),
    ];

    /// <summary>Text as the bytes of its UTF-8, one char a byte: how it stands in a request's head.</summary>
    public static string Latin(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Nested(char open, char close, int depth) => new string(open, depth) + new string(close, depth);

    private static string NestedObjects(int depth) => new StringBuilder().Insert(0, "{\"a\":", depth).Append('0').Append('}', depth).ToString();

    /// <summary>Quoted with the least that JSON asks for; what is no text stays none.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c is '"' or '\\' || c < ' ' ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
