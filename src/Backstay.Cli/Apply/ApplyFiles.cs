using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Backstay.Client.Apply;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;

namespace Backstay.Cli.Apply;

/// <summary>Reads apply files: what each document is, and where it stands.</summary>
internal static class ApplyFiles
{
    public static async Task<ImmutableArray<(SourceDocument Source, ApplyDocument Document)>> ReadAsync(
        IReadOnlyList<FileInfo> files, CancellationToken ct)
    {
        var documents = ImmutableArray.CreateBuilder<(SourceDocument, ApplyDocument)>();
        foreach (var file in files)
        {
            foreach (var source in await DocumentFiles.ReadAsync(file, "-f", ct))
            {
                documents.Add((source, Read(source)));
            }
        }

        return documents.Count is > 0 and <= PlanRequest.MaxDocuments
            ? documents.ToImmutable()
            : throw CliProblems.BadInput("-f", $"1 to {PlanRequest.MaxDocuments} documents are applied together, not {documents.Count}.");
    }

    private static ApplyDocument Read(SourceDocument source)
    {
        var kind = source.Root["kind"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        var content = source.Root.DeepClone().AsObject();
        content.Remove("kind");
        return kind switch
        {
            "endpoint" => new ApplyDocument { Endpoint = source.Read<EndpointDocument>(content) },
            "release" => new ApplyDocument { Release = source.Read<ProposeReleaseRequest>(content) },
            "rollout" => new ApplyDocument { Rollout = source.Read<StartRolloutRequest>(content) },
            "system" => new ApplyDocument { System = source.Read<SystemDocument>(content) },
            _ => throw source.Wrong("kind", "'kind' must be endpoint, release, rollout or system."),
        };
    }
}
