using Backstay.Fuzz.Inputs;
using Backstay.Hosting;
using Backstay.Hosting.Onnx;

namespace Backstay.Fuzz.Parsers;

/// <summary>
/// Model files in the native runtime: loaded and run, or refused. A fault in there ends the process, so that whoever runs many of
/// these does so in one that may end.
/// </summary>
internal sealed class OnnxTarget(OnnxModelRuntime runtime) : ParserTarget
{
    private readonly ByteMutator _bytes = new(OnnxSamples.All, [[0xff, 0xff, 0xff, 0xff, 0x0f], [0x80, 0x80, 0x80, 0x80, 0x10], [0], [0x0a, 0x7f]]);

    public override string Name => "onnx";

    public static Core.Primitives.Result<OnnxTarget> Create() =>
        OnnxModelRuntime.Create(new OnnxRuntimeOptions { MaxTensorBytes = 256 * 1024 * 1024 }).Map(runtime => new OnnxTarget(runtime));

    public override byte[] Draw(Random random) => _bytes.Draw(random);

    public override bool Check(byte[] input)
    {
        if (!runtime.Load(input).TryGet(out var session, out var problem))
        {
            Must(problem.Message.Length > 0, "a refusal without a word");
            return false;
        }

        using (session)
        {
            ZeroRun.Try(session);
        }

        return true;
    }
}
