using System.Text;
using System.Text.Json.Nodes;
using Backstay.Client.Objects;
using Backstay.Core.Primitives;

namespace Backstay.Server.Tests.Versions;

/// <summary>Requests that many tests about versions send.</summary>
internal static class VersionCalls
{
    public static async Task<Digest> PutAsync(this NodeFixture node, string content, CancellationToken ct)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return (await node.Client.PutObjectAsync(bytes, expected: null, sent: null, ct)).Digest;
    }

    /// <summary>A sound registration of one file; tests change what they are about.</summary>
    public static JsonObject Registration(string version, params (string Path, Digest Digest)[] files) => new()
    {
        ["version"] = version,
        ["files"] = new JsonArray([.. files.Select(file => (JsonNode)new JsonObject { ["path"] = file.Path, ["sha256"] = file.Digest.ToHex() })]),
        ["owner"] = "team",
        ["purpose"] = "A test.",
        ["why"] = "Because of the test.",
    };

    public static JsonObject ModelDescription() => new()
    {
        ["architecture"] = "mlp",
        ["inputSchema"] = new JsonArray(Tensor("x")),
        ["outputSchema"] = new JsonArray(Tensor("y")),
    };

    public static async Task<ApiAnswer> RegisterAsync(this NodeFixture node, JsonObject body, CancellationToken ct, string? key = null) =>
        await node.CallAsync(HttpMethod.Post, "versions", body.ToJsonString(), ct, key);

    /// <summary>Registers a version of one file, and its content with it.</summary>
    public static async Task<ApiAnswer> RegisterAsync(this NodeFixture node, string version, string content, CancellationToken ct)
    {
        var body = Registration(version, ("file.txt", await node.PutAsync(content, ct)));
        if (version.StartsWith("model/", StringComparison.Ordinal))
        {
            body["model"] = ModelDescription();
        }

        var answer = await node.RegisterAsync(body, ct);
        Assert.True(answer.Status is 200 or 201, answer.Text);
        return answer;
    }

    private static JsonObject Tensor(string name) => new()
    {
        ["name"] = name,
        ["datatype"] = "FP32",
        ["shape"] = new JsonArray(-1, 2),
    };
}
