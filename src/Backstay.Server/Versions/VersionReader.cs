using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Versions;

/// <summary>Reads versions for people: with their texts and all their files.</summary>
public sealed class VersionReader(LedgerSession ledger, VersionContents contents)
{
    public async Task<Result<VersionAnswer>> ReadAsync(RegisteredVersion version, CancellationToken ct)
    {
        var purpose = await ledger.Store.UnsealAsync(version.Position, version.Fact.Purpose, ct);
        var why = await ledger.Store.UnsealAsync(version.Position, version.Fact.Why, ct);
        return await ReadAsync(version, (purpose, why), ct);
    }

    /// <param name="texts">What the version's registration sealed, for a caller who knows it.</param>
    public async Task<Result<VersionAnswer>> ReadAsync(RegisteredVersion version, (string? Purpose, string? Why) texts, CancellationToken ct)
    {
        if (!(await contents.FilesOfAsync(version.Fact, ct)).TryGet(out var files, out var damaged))
        {
            return damaged;
        }

        var fact = version.Fact;
        return new VersionAnswer(
            version.Id,
            fact.Content,
            files,
            fact.Size,
            fact.Inputs,
            fact.Model,
            fact.Behaviour,
            fact.Supersedes,
            fact.Owner,
            texts.Purpose,
            texts.Why,
            version.Position,
            version.Time,
            version.RegisteredBy,
            version.Reproducibility);
    }

    /// <summary>One file of a version; without a path, the only one.</summary>
    public async Task<Result<ContentFile>> FindFileAsync(RegisteredVersion version, string? path, CancellationToken ct)
    {
        if (!(await contents.FilesOfAsync(version.Fact, ct)).TryGet(out var files, out var damaged))
        {
            return damaged;
        }

        if (path is null)
        {
            return files.Length == 1
                ? files[0]
                : Problem.Invalid("path", $"{version.Id} has {files.Length} files; say which.", "GET the version to see their paths.");
        }

        return files.FirstOrDefault(file => file.Path == path) is { } found
            ? found
            : Problem.NotFound($"file of {version.Id}", path);
    }

    public static Result<RegisteredVersion> Find(WorldState world, VersionId id) =>
        world.Registry.TryFind(id, out var version) ? version : Problem.NotFound("version", id.ToString(), "See them all: backstay version list.");
}
