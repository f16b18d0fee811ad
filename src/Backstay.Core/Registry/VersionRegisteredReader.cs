using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Backstay.Core.Registry;

/// <summary>
/// Reads the payload of a registration in the one form that the ledger has it in: canonical, every member there. A replay reads
/// one for each version that ever was; this takes a fifth of the time of the serialiser, which is the judge of everything else.
/// </summary>
internal static class VersionRegisteredReader
{
    /// <summary>Null for whatever is not exactly as expected: then the serialiser reads it, or says what is wrong.</summary>
    public static VersionRegistered? TryRead(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Utf8.IsValid(payload) ? Read(payload) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static VersionRegistered? Read(ReadOnlySpan<byte> payload)
    {
        var json = new CanonicalReader(payload, WordCache.OfThisThread);
        json.Begin();
        json.Member("behaviour"u8);
        var behaviour = json.DigestOrNull();
        json.Member("content"u8);
        var content = json.Content();
        json.Member("fileCount"u8);
        var fileCount = json.Integer();
        json.Member("files"u8);
        var files = ReadFiles(ref json);
        json.Member("inputs"u8);
        var inputs = ReadInputs(ref json);
        json.Member("model"u8);
        var model = json.ModelOrNull(payload);
        json.Member("owner"u8);
        var owner = json.Text();
        json.Member("purpose"u8);
        var purpose = json.Digest();
        json.Member("size"u8);
        var size = json.Integer();
        json.Member("supersedes"u8);
        var supersedes = json.VersionOrNull();
        json.Member("version"u8);
        var version = json.Version();
        json.Member("why"u8);
        var why = json.Digest();
        json.End();
        return json.IsSound && fileCount is >= 0 and <= int.MaxValue
            ? new VersionRegistered(version, content, files, (int)fileCount, size, inputs, model, behaviour, supersedes, owner, purpose, why)
            : null;
    }

    private static ImmutableArray<ContentFile> ReadFiles(ref CanonicalReader json)
    {
        var files = ImmutableArray.CreateBuilder<ContentFile>(1);
        json.BeginArray();
        while (json.HasElement())
        {
            json.Begin();
            json.Member("path"u8);
            var path = json.Text();
            json.Member("sha256"u8);
            var digest = json.Hex();
            json.Member("size"u8);
            var size = json.Integer();
            json.End();
            files.Add(new ContentFile(path, digest, size));
        }

        return files.DrainToImmutable();
    }

    private static RecordedInputs ReadInputs(ref CanonicalReader json)
    {
        json.Begin();
        json.Member("code"u8);
        var code = ReadCode(ref json);
        json.Member("codeVersion"u8);
        var codeVersion = json.VersionOrNull();
        json.Member("data"u8);
        var data = ReadData(ref json);
        json.Member("derivedFrom"u8);
        var derivedFrom = ReadVersions(ref json);
        json.Member("hyperparameters"u8);
        var hyperparameters = json.ElementOrNull();
        json.Member("initialisedFrom"u8);
        var initialisedFrom = ReadVersions(ref json);
        json.Member("processedBy"u8);
        var processedBy = ReadVersions(ref json);
        json.Member("seeds"u8);
        var seeds = ReadSeeds(ref json);
        json.Member("trainedIn"u8);
        var trainedIn = json.VersionOrNull();
        json.End();
        return new RecordedInputs(code, codeVersion, data, trainedIn, hyperparameters, seeds, initialisedFrom, processedBy, derivedFrom);
    }

    private static CodeReference? ReadCode(ref CanonicalReader json)
    {
        if (json.IsNull())
        {
            return null;
        }

        json.Begin();
        json.Member("commit"u8);
        var commit = json.TextOrNull();
        json.Member("dirty"u8);
        var dirty = json.DigestOrNull();
        json.Member("entryPoint"u8);
        var entryPoint = json.TextOrNull();
        json.Member("repository"u8);
        var repository = json.TextOrNull();
        json.End();
        return new CodeReference(repository, commit, dirty, entryPoint);
    }

    private static ImmutableArray<DataReference> ReadData(ref CanonicalReader json)
    {
        var data = ImmutableArray.CreateBuilder<DataReference>(2);
        json.BeginArray();
        while (json.HasElement())
        {
            json.Begin();
            json.Member("digest"u8);
            var digest = json.Content();
            json.Member("role"u8);
            var role = json.Text();
            json.Member("slice"u8);
            var slice = json.TextOrNull();
            json.Member("version"u8);
            var version = json.Version();
            json.End();
            data.Add(new DataReference(version, digest, role, slice));
        }

        return data.DrainToImmutable();
    }

    private static ImmutableArray<VersionId> ReadVersions(ref CanonicalReader json)
    {
        ImmutableArray<VersionId>.Builder? versions = null;
        json.BeginArray();
        while (json.HasElement())
        {
            (versions ??= ImmutableArray.CreateBuilder<VersionId>()).Add(json.Version());
        }

        return versions?.DrainToImmutable() ?? [];
    }

    private static ImmutableSortedDictionary<string, string> ReadSeeds(ref CanonicalReader json)
    {
        var seeds = RecordedInputs.None.Seeds;
        json.Begin();
        while (json.HasMember())
        {
            var name = json.Name();
            seeds = seeds.SetItem(name, json.Text());
        }

        return seeds;
    }
}
