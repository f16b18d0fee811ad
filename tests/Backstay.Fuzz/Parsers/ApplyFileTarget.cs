using System.Text;
using Backstay.Cli.Apply;
using Backstay.Client;
using Backstay.Fuzz.Inputs;
using Backstay.TestKit;

namespace Backstay.Fuzz.Parsers;

/// <summary>Files of <c>apply</c>, YAML and JSON: read, or refused by the one exception that the CLI prints; and never grown.</summary>
internal sealed class ApplyFileTarget(bool isYaml) : ParserTarget, IDisposable
{
    /// <summary>Most that reading may take for one byte of the file, beside what reading a file takes at all.</summary>
    private const long BytesPerByte = 4_000;

    private const long BytesAtLeast = 8 * 1024 * 1024;

    private static readonly string[] Yaml =
    [
        "kind: system\nsystem: database\nversion: 1.2.3\nwhy: |\n  Many lines\n  of text.\n",
        "---\nkind: endpoint\nendpoint: answers\nstage: production\nowner: 'team'\nunit: { header: X-User }\nbackends:\n  - name: main\n    protocol: json\n    url: http://127.0.0.1:9/\n    idempotent: true\nsafeDefault: {a: [1, 2.5, ~, null, \"x\"]}\nwhy: \"It is \\u00e9 needed.\"\n---\nkind: release\nrelease: r\nparts:\n  model: model/m@1.0.0\n  prompts: {greeting: prompt/g@1.0.0}\nbackend: main\nrequires:\n  - { system: database, version: '>=1.0.0' }\nowner: team\nwhy: >-\n  folded\n  text\n",
        "kind: rollout\nendpoint: e\nrelease: r\nplan:\n  steps:\n    - {kind: canary, weight: 100, minUnits: 10, minSeconds: 1e1}\n    - {kind: full, minUnits: 1, minSeconds: 0}\n  guards:\n    - guard: errors\n      metric: error-rate\n      margin: 2\n      limit: .5\nwhy: w # a remark\n",
    ];

    private static readonly string[] Json =
    [
        """[{"kind":"system","system":"database","version":"1.2.3","why":"w"},{"kind":"endpoint","endpoint":"e","stage":"staging","owner":"o","backends":[{"name":"main","protocol":"json","url":"http://127.0.0.1:9/"}],"why":"w"}]""",
        """{"kind":"rollout","endpoint":"e","release":"r","plan":{"steps":[{"kind":"full","minUnits":1,"minSeconds":0}],"guards":[]},"why":"w"}""",
    ];

    private static readonly string[] Tokens =
    [
        "&a", "*a", "<<: *a", "!!binary", "!<tag:x>", "? ", ": ", "- ", "{", "}", "[", "]", ",", "|", ">", "|9", "%YAML 9.9\n", "%TAG ! x\n", "---", "...", "\t", "\r", "\u0085", "\ufeff", "\"\\ud800\"", "\"\\ud800\\udc00\"", "\"\\xff\"", "\"\\U00110000\"", "'", "\"", "#", "\0",
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n", "0x10", "0o7", "1_000", "12:30:45", ".inf", ".nan", "-.inf", "2026-01-01", "yes", "off", "~", "9223372036854775808", "1e400",
        new string('[', 3_000), new string('{', 3_000), "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - x\n", new string(' ', 2_000), string.Concat(Enumerable.Repeat("a: ", 200)),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ByteMutator _bytes = new(
        [.. (isYaml ? Yaml : Json).Select(Encoding.UTF8.GetBytes)],
        [.. Tokens.Concat(HostileTexts.JsonValues.Where(text => text.Length < 64)).Select(Encoding.UTF8.GetBytes)]);

    public override string Name => isYaml ? "apply-yaml" : "apply-json";

    public override byte[] Draw(Random random) => _bytes.Draw(random);

    public override bool Check(byte[] input)
    {
        var path = _folder.File(isYaml ? "file.yaml" : "file.json");
        File.WriteAllBytes(path, input);
        var before = GC.GetTotalAllocatedBytes();
        try
        {
            var documents = ApplyFiles.ReadAsync([new FileInfo(path)], CancellationToken.None).GetAwaiter().GetResult();
            Must(documents.Length > 0, "a file of nothing was read");
            return true;
        }
        catch (BackstayException refused)
        {
            Must(refused.Problem.Message is { Length: > 0 }, "a refusal without a word");
            return false;
        }
        finally
        {
            var taken = GC.GetTotalAllocatedBytes() - before;
            Must(taken < BytesAtLeast + (BytesPerByte * input.Length), $"{input.Length} bytes took {taken} to read");
        }
    }

    public void Dispose() => _folder.Dispose();
}
