using System.Text;
using System.Text.Json.Nodes;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;
using Backstay.Fuzz.Inputs;
using Backstay.Fuzz.Requests;
using Backstay.Gateway.Processing;

namespace Backstay.Fuzz.Parsers;

/// <summary>Small documents of JSON whose refusal is a problem that names its place.</summary>
internal sealed class DocumentTarget(string name, IReadOnlyList<string> sound, Func<byte[], Problem?> read) : ParserTarget
{
    private readonly JsonNode[] _documents = [.. sound.Select(text => JsonNode.Parse(text)!)]; // none is null
    private readonly ByteMutator _bytes = new(
        [.. sound.Select(Encoding.UTF8.GetBytes)], [.. HostileTexts.JsonValues.Where(text => text.Length < 64).Select(Encoding.UTF8.GetBytes)]);

    public override string Name => name;

    public static IEnumerable<ParserTarget> All() =>
    [
        new DocumentTarget("data-processors",
        [
            """{"inputs":[{"tensor":"x","datatype":"FP32","fields":[{"field":"a","scale":1.5,"offset":1,"default":0},{"field":"b.c"}]}],"outputs":[{"field":"y","tensor":"y","index":0}]}""",
        ], input => CompiledProcessor.Parse(input).Problem),
        new DocumentTarget("environment-manifests", [Encoding.UTF8.GetString(SampleBodies.Manifest)], input =>
        {
            var manifest = EnvironmentManifests.Read(input);
            if (manifest.IsOk)
            {
                var written = EnvironmentManifests.Write(manifest.Value);
                Must(written.IsOk && EnvironmentManifests.Read(written.Value).IsOk, "a manifest that was read can't be written");
                Must(EnvironmentManifests.BehaviourDigest(input).Value == EnvironmentManifests.BehaviourDigest(written.Value).Value, "writing a manifest changes its digest");
            }

            return manifest.Problem;
        }),
    ];

    public override byte[] Draw(Random random) => random.Once(3) ? _bytes.Draw(random) : JsonMutator.DrawBytes(random, random.Of(_documents));

    public override bool Check(byte[] input)
    {
        var problem = read(input);
        Must(problem is null || problem.Message.Length > 0, "a refusal without a word");
        Must(problem is null || !problem.Message.Contains("Backstay.", StringComparison.Ordinal), $"a refusal that shows our insides: {problem?.Message}");
        return problem is null;
    }
}
