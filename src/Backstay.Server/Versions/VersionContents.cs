using System.Collections.Immutable;
using Backstay.Client.Versions;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Registry;

namespace Backstay.Server.Versions;

/// <summary>Joins versions and the objects that hold their bytes.</summary>
public sealed class VersionContents(IObjectStore objects)
{
    /// <summary>Longest list of files, in bytes: 10,000 paths of the longest kind.</summary>
    private const int MaxListBytes = 32 * 1024 * 1024;

    /// <summary>
    /// The files of a request, with their sizes; refused where an object is not there, damaged, or of another size. Reads and
    /// hashes every object once: a version is registered for good, so its bytes must be there.
    /// </summary>
    public async Task<Result<ImmutableArray<ContentFile>>> ResolveAsync(ImmutableArray<FileReference> stated, CancellationToken ct)
    {
        if (stated.Length is < 1 or > ContentDigests.MaxFiles)
        {
            return Problem.Invalid("files", $"A content has 1 to {ContentDigests.MaxFiles} files.");
        }

        var files = ImmutableArray.CreateBuilder<ContentFile>(stated.Length);
        var inspected = new Dictionary<Digest, ObjectInfo>();
        for (var i = 0; i < stated.Length; i++)
        {
            if (stated[i] is not { } file)
            {
                return Problem.Invalid($"files[{i}]", "A file has a path and a digest.");
            }

            if (!inspected.TryGetValue(file.Sha256, out var info))
            {
                var found = await objects.InspectAsync(file.Sha256, ct);
                if (!found.TryGet(out info, out var problem))
                {
                    return problem.Kind == ProblemKind.NotFound
                        ? Problem.Invalid($"files[{i}].sha256", $"There is no object '{file.Sha256}'.", "Upload it first: PUT /api/v1/objects.")
                        : problem with { Field = $"files[{i}].sha256" };
                }

                inspected.Add(file.Sha256, info);
            }

            if (file.Size is { } size && size != info.Size)
            {
                return Problem.Invalid($"files[{i}].size", $"The object has {info.Size} bytes, not {size}.");
            }

            files.Add(new ContentFile(file.Path, file.Sha256, info.Size));
        }

        return files.MoveToImmutable();
    }

    /// <summary>The content digest of these files; a list too long for a ledger entry is stored as an object first.</summary>
    public async Task<Result<ContentDigest>> DigestAsync(ImmutableArray<ContentFile> files, CancellationToken ct)
    {
        if (!ContentDigests.ListBytes(files).TryGet(out var list, out var wrong))
        {
            return wrong;
        }

        if (files.Length == 1)
        {
            return new ContentDigest(ContentScheme.File, files[0].Sha256);
        }

        var digest = new ContentDigest(ContentScheme.Files, Digest.Of(list.Span));
        if (list.Length > ContentDigests.MaxInlineBytes)
        {
            using var bytes = new MemoryStream(list.ToArray(), writable: false);
            var stored = await objects.PutAsync(bytes, digest.Digest, MaxListBytes, ct);
            if (!stored.IsOk)
            {
                return stored.Problem;
            }
        }

        return digest;
    }

    /// <summary>A registered version's files, wherever their list is.</summary>
    public async Task<Result<ImmutableArray<ContentFile>>> FilesOfAsync(VersionRegistered version, CancellationToken ct)
    {
        if (ContentDigests.ListObjectOf(version) is not { } list)
        {
            return version.Files;
        }

        var bytes = await ReadAsync(list, MaxListBytes, ct);
        return bytes.Then(read => ContentDigests.ReadList(read.Span));
    }

    /// <summary>Of environments, the digest of what decides results, read from the manifest; null for other kinds.</summary>
    public async Task<Result<Digest?>> BehaviourOfAsync(AssetKind kind, ImmutableArray<ContentFile> files, CancellationToken ct)
    {
        if (kind != AssetKind.Environment)
        {
            return Result<Digest?>.Ok(null);
        }

        if (files.Length != 1)
        {
            return Problem.Invalid("files", "An environment is one file: the manifest that 'backstay env capture' writes.");
        }

        var behaviour = (await ReadAsync(files[0].Sha256, EnvironmentManifests.MaxBytes, ct))
            .Then(bytes => EnvironmentManifests.BehaviourDigest(bytes));
        return behaviour.TryGet(out var digest, out var problem)
            ? Result<Digest?>.Ok(digest)
            : problem.Under("files[0]");
    }

    /// <summary>The manifest of a registered environment.</summary>
    public async Task<Result<EnvironmentManifest>> ManifestOfAsync(VersionRegistered version, CancellationToken ct) =>
        (await ReadAsync(version.Files[0].Sha256, EnvironmentManifests.MaxBytes, ct)).Then(bytes => EnvironmentManifests.Read(bytes));

    private async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(Digest digest, int maxBytes, CancellationToken ct)
    {
        if (await objects.FindAsync(digest, ct) is { Size: var size } && size > maxBytes)
        {
            return ObjectLimits.TooLarge(size, maxBytes);
        }

        var opened = await objects.OpenAsync(digest, ct);
        if (!opened.TryGet(out var content, out var problem))
        {
            return problem;
        }

        await using (content)
        {
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, ct);
            return new ReadOnlyMemory<byte>(bytes.ToArray());
        }
    }
}
