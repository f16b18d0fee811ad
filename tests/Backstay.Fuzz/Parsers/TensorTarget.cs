using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Parsers;

/// <summary>Requests and answers of the Open Inference Protocol: what was read and is written again reads the same.</summary>
internal sealed class TensorTarget(bool isRequest) : ParserTarget
{
    private static readonly JsonNode[] Requests =
    [
        JsonNode.Parse("""{"id":"one","parameters":{"p":1},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2],"parameters":{}},{"name":"n","shape":[2],"datatype":"INT64","data":[9007199254740993,-2]},{"name":"s","shape":[1],"datatype":"BYTES","data":["é"]},{"name":"b","shape":[1],"datatype":"BOOL","data":[true]}],"outputs":[{"name":"y","parameters":{"a":1}}]}""")!,
        JsonNode.Parse("""{"inputs":[{"name":"u","shape":[2,1],"datatype":"UINT8","data":[[0],[255]]},{"name":"h","shape":[1],"datatype":"FP16","data":[65504]},{"name":"d","shape":[],"datatype":"FP64","data":[1e308]},{"name":"e","shape":[0,3],"datatype":"INT32","data":[]}]}""")!,
    ];

    private static readonly JsonNode[] Answers =
    [
        JsonNode.Parse("""{"model_name":"m","model_version":"1","id":"one","outputs":[{"name":"y","shape":[1,2],"datatype":"FP32","data":[1.5,2]},{"name":"s","shape":[1],"datatype":"BYTES","data":["a"]}],"unknown":{"a":[1]},"parameters":{}}""")!,
    ];

    private readonly JsonNode[] _documents = isRequest ? Requests : Answers;
    private readonly ByteMutator _bytes = new(
        [.. (isRequest ? Requests : Answers).Select(node => Encoding.UTF8.GetBytes(node.ToJsonString()))],
        [.. HostileTexts.JsonValues.Where(text => text.Length < 64).Select(Encoding.UTF8.GetBytes)]);

    public override string Name => isRequest ? "tensors-request" : "tensors-answer";

    public override byte[] Draw(Random random) => random.Once(3) ? _bytes.Draw(random) : JsonMutator.DrawBytes(random, random.Of(_documents));

    public override bool Check(byte[] input) => isRequest
        ? Check(OipJson.ReadRequest(input), OipJson.WriteRequest, written => OipJson.ReadRequest(written))
        : Check(OipJson.ReadResponse(input), OipJson.WriteResponse, written => OipJson.ReadResponse(written));

    private static bool Check<T>(Result<T> read, Func<IBufferWriter<byte>, T, Problem?> write, Func<byte[], Result<T>> readAgain)
    {
        if (!read.TryGet(out var document, out var problem))
        {
            Must(problem.Message.Length > 0 && problem.Field is { Length: > 0 }, $"a refusal that names no field: {problem}");
            return false;
        }

        var once = new ArrayBufferWriter<byte>();
        if (write(once, document) is not null)
        {
            return true; // a value that JSON can't hold, and says so
        }

        var again = readAgain(once.WrittenSpan.ToArray());
        Must(again.IsOk, $"what was written can't be read: {again.Problem}");
        var twice = new ArrayBufferWriter<byte>();
        Must(write(twice, again.Value) is null && twice.WrittenSpan.SequenceEqual(once.WrittenSpan), "what was read again is written otherwise");
        return true;
    }
}
