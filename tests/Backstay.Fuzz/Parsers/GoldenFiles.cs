using System.Text;
using System.Text.Json.Nodes;
using Backstay.Core.Ledger;
using Backstay.TestKit;

namespace Backstay.Fuzz.Parsers;

/// <summary>Sound inputs to start from: payloads of every kind of fact, as they stand in the repository.</summary>
internal static class GoldenFiles
{
    private const string Facts = "tests/golden/facts";

    /// <summary>Every kind of fact with one payload of it, by the file's name: <c>registry.version-registered.v1</c>.</summary>
    public static IReadOnlyList<(string Kind, int Version, byte[] Payload)> Payloads { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, Facts), "*.json").Order(StringComparer.Ordinal)
           let name = Path.GetFileNameWithoutExtension(file)
           let mark = name.LastIndexOf(".v", StringComparison.Ordinal)
           select (name[..mark], name[mark + 2] - '0', Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd())),
    ];

    public static IReadOnlyList<JsonNode> Documents { get; } = [.. Payloads.Select(one => JsonNode.Parse(one.Payload)).OfType<JsonNode>()];

    public static LedgerEntry Entry(long seq, string kind, int version, ReadOnlyMemory<byte> payload) => new(
        seq, "default", DateTimeOffset.UnixEpoch.AddSeconds(seq), new Actor("ann", null, null),
        new CommandRef($"c{seq}", Core.Primitives.Digest.Of(payload.Span), 0, 1), kind, version, payload);
}
