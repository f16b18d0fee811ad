using System.Collections.Immutable;
using System.Text;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;

namespace Backstay.Fuzz.Requests;

/// <summary>Sound bodies of every route that takes JSON, with as many of its members as there are: what goes wrong is drawn into these.</summary>
internal static class SampleBodies
{
    /// <summary>The content of the object that samples name.</summary>
    public static byte[] Content { get; } = Encoding.UTF8.GetBytes("what samples name");

    private const string Why = """{"why":"It is asked for."}""";
    private const string Steps = """[{"kind":"canary","weight":100,"minUnits":100,"minSeconds":1},{"kind":"canary","weight":5000,"minUnits":100,"minSeconds":1.5},{"kind":"full","minUnits":100,"minSeconds":0},{"kind":"bake","minUnits":1,"minSeconds":0}]""";
    private const string Guards = """[{"guard":"errors","metric":"error-rate","margin":2.0,"limit":0.5},{"guard":"slow","metric":"slow-share","slowerThanMs":200,"margin":2.0},{"guard":"label","metric":"quality","outcome":"rating","lo":0,"hi":1,"good":"higher","margin":0.1,"prove":true}]""";
    private const string Rollout = "{\"endpoint\":\"answers\",\"release\":\"none\",\"why\":\"w\",\"plan\":{\"steps\":" + Steps + ",\"guards\":" + Guards + ",\"alpha\":0.01,\"holdBack\":200,\"rollback\":\"instant\"}}";
    private const string Endpoint = """{"stage":"staging","owner":"team","unit":{"header":"X-User","bodyField":"user.id"},"deadlineMs":1000,"canaryDeadlineShare":50,"maxBodyBytes":65536,"backends":[{"name":"main","protocol":"json","url":"http://127.0.0.1:9/","idempotent":true},{"name":"host","protocol":"hosted"}],"demands":{"evidence":["check","shadow"],"scorecards":[{"metric":"auc","min":0.5,"max":1,"slice":"s"}]},"safeDefault":{"a":[1,2]},"alertWebhook":"http://127.0.0.1:9/hook","playbook":"https://example.org/p","why":"w"}""";
    private const string Release = """{"release":"fuzzed","parts":{"model":"model/answers@1.0.0","prompts":{"greeting":"prompt/greeting@1.0.0"},"processor":"data-processor/p@1.0.0","environment":"environment/e@1.0.0","infrastructure":"infrastructure/i@1.0.0","configuration":"configuration/c@1.0.0"},"backend":"main","requires":[{"system":"database","version":">=1.2.0 <2.0.0"}],"owner":"team","why":"w"}""";
    /// <summary>What a registered environment holds.</summary>
    public static byte[] Manifest { get; } = EnvironmentManifests.Write(new EnvironmentManifest(
        EnvironmentManifest.Version,
        new EnvironmentBehaviour(
            new OperatingSystemRelease("debian", "12"), "x64", "10.0.0",
            new PythonEnvironment("CPython", "3.11.2", "GCC 12.2.0", ImmutableSortedDictionary<string, string>.Empty.Add("numpy", "1.24.2")),
            OnnxRuntime: null, ImmutableSortedDictionary<string, string>.Empty, Cuda: null, Gpus: [], Image: null, ImmutableSortedDictionary<string, Digest>.Empty),
        new EnvironmentRest(DateTimeOffset.UnixEpoch, "host", "6.1", "cpu", 2, 1024, []))).Value.ToArray();

    private static readonly string Environment = Encoding.UTF8.GetString(Manifest);

    private const string Tensors = """[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2]},{"name":"n","shape":[2],"datatype":"INT64","data":[1,-2]},{"name":"s","shape":[1],"datatype":"BYTES","data":["é"]},{"name":"b","shape":[1],"datatype":"BOOL","data":[true]}]""";
    private const string Inference = "{\"id\":\"one\",\"parameters\":{\"p\":1},\"inputs\":" + Tensors + ",\"outputs\":[{\"name\":\"y\"}]}";
    private const string Decision = "01890a5d-ac96-774b-bcce-b302099a8057";

    private static readonly string[] Versions =
    [
        """{"version":"model/fuzzed@1.0.0","files":[{"path":"a/b.bin","sha256":"@","size":17}],"owner":"team","purpose":"p","why":"w","model":{"architecture":"linear","inputSchema":[{"name":"x","datatype":"FP32","shape":[-1,3]}],"outputSchema":[{"name":"y","datatype":"INT64","shape":[1]}]},"supersedes":"model/answers@1.0.0"}""",
        """{"version":"model/fuzzed@1.0.1","files":[{"path":"m","sha256":"@"}],"owner":"team","purpose":"p","why":"w","model":{"architecture":"linear","inputSchema":[{"name":"x","datatype":"FP32","shape":[1]}],"outputSchema":[{"name":"y","datatype":"FP32","shape":[1]}]},"inputs":{"code":{"repository":"https://example.org/r.git","commit":"0123456789abcdef0123456789abcdef01234567","dirty":"@","entryPoint":"train.py"},"codeVersion":"code/c@1.0.0","data":[{"version":"dataset/d@1.0.0","role":"train","slice":"s"}],"trainedIn":"environment/e@1.0.0","hyperparameters":{"lr":0.1,"layers":[1,2],"deep":{"a":null}},"seeds":{"numpy":"42"},"initialisedFrom":["model/answers@1.0.0"],"processedBy":["data-processor/p@1.0.0"],"derivedFrom":["model/answers@1.0.0"]}}""",
    ];

    private static readonly Dictionary<string, string[]> ByRoute = new(StringComparer.Ordinal)
    {
        ["POST /versions"] = Versions,
        ["POST /versions/{kind}/{name}/{number}/scorecards"] = ["""{"measures":[{"metric":"auc","value":0.9,"n":100,"low":0.8,"high":0.95,"slice":"s"}],"suite":"evaluation-suite/s@1.0.0","data":"dataset/d@1.0.0"}"""],
        ["POST /environments/compare"] = [$$"""{"a":"environment/e@1.0.0","b":{{Environment}}}""", $$"""{"a":{{Environment}},"b":{{Environment}}}"""],
        ["POST /releases"] = [Release, """{"release":"fuzzed","parts":{"model":"model/answers@1.0.0"},"backend":"old","owner":"team","why":"w"}"""],
        ["POST /releases/{release}/check"] = ["""{"endpoint":"answers","samples":[{"question":1},[1]],"deadlineMs":1000}"""],
        ["PUT /systems/{system}"] = ["""{"version":"1.2.3","why":"w"}"""],
        ["PUT /endpoints/{endpoint}"] = [Endpoint],
        ["POST /endpoints/{endpoint}/rollback"] = ["""{"to":"new","why":"w"}"""],
        ["POST /rollouts"] = [Rollout],
        ["POST /rollouts/{rollout}/abort"] = [Why],
        ["POST /rollouts/{rollout}/pause"] = [Why],
        ["POST /rollouts/{rollout}/resume"] = [Why],
        ["POST /decisions/{decision}/outcomes"] = ["""{"name":"rating","value":1}""", """{"outcomes":[{"name":"rating","value":0.5},{"name":"label","value":"late"},{"name":"ok","value":true}]}"""],
        ["POST /outcomes"] = [$$"""{"outcomes":[{"decision":"{{Decision}}","name":"rating","value":1},{"decision":"{{Decision}}","name":"label","value":"late"}]}"""],
        ["POST /tokens"] = ["""{"name":"fuzzed","scope":"observer","holder":"somebody","lifetimeDays":1}"""],
        ["DELETE /tokens/{name}"] = [Why],
        ["POST /backup"] = ["{}", """{"telemetry":true,"keys":true}"""],
        ["POST /ledger/verify"] = ["{}", """{"checkpoint":null,"key":null}"""],
        ["POST /host/load"] = ["""{"version":"model/net@1.0.0"}"""],
        ["POST /host/warm"] = ["""{"version":"model/net@1.0.0"}"""],
        ["POST /host/unload"] = ["""{"version":"model/net@1.0.0"}"""],
        ["POST /plan"] = ["{\"documents\":[{\"endpoint\":{\"endpoint\":\"planned\"," + Endpoint[1..] + "},{\"release\":" + Release + "},{\"rollout\":" + Rollout + "},{\"system\":{\"system\":\"database\",\"version\":\"1.2.3\",\"why\":\"w\"}}]}"],
        ["POST /host/v2/models/{name}/infer"] = [Inference],
        ["POST /host/v2/models/{name}/versions/{version}/infer"] = [Inference],
        ["gateway POST /endpoints/{endpoint}"] = ["""{"question":1,"user":{"id":"u-1"}}""", "[1,2.5e3,null]", "\"text\""],
        ["gateway POST /v2/models/{endpoint}/infer"] = [Inference, """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}"""],
    };

    /// <summary>Sound bodies of a route; none where it takes no JSON.</summary>
    public static IEnumerable<string> Of(string method, string path, bool onGateway) =>
        ByRoute.GetValueOrDefault((onGateway ? "gateway " : "") + $"{method} {path}", [])
            .Select(text => text.Replace("@\"", Digest.Of(Content).ToHex() + "\"", StringComparison.Ordinal));
}
