using System.Text.Json;
using Backstay.Client.Environments;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Server.Api;

namespace Backstay.Server.Versions;

/// <summary>Compares two environments, each a registered version or a manifest at hand.</summary>
public sealed class EnvironmentSides(VersionContents contents)
{
    public async Task<Result<EnvironmentComparison>> CompareAsync(WorldState world, CompareEnvironmentsRequest request, CancellationToken ct)
    {
        if (!(await ReadAsync(world, "a", request.A, ct)).TryGet(out var a, out var wrongA))
        {
            return wrongA;
        }

        return (await ReadAsync(world, "b", request.B, ct)).Map(b => EnvironmentDiff.Compare(a, b));
    }

    private async Task<Result<EnvironmentManifest>> ReadAsync(WorldState world, string side, JsonElement given, CancellationToken ct) =>
        given.ValueKind switch
        {
            // Canonical text first: half a surrogate pair can't be read as a string.
            JsonValueKind.String when CanonicalJson.Canonicalize(given).IsOk => await ReadVersionAsync(world, side, given.GetString(), ct),
            JsonValueKind.Object => ReadManifest(side, given),
            _ => Problem.Invalid(side, "A side is a registered version as a string, or a manifest as an object."),
        };

    private async Task<Result<EnvironmentManifest>> ReadVersionAsync(WorldState world, string side, string? text, CancellationToken ct)
    {
        if (!QueryTexts.Parse<VersionId>(side, text).TryGet(out var id, out var wrong))
        {
            return wrong;
        }

        if (id.Asset.Kind != AssetKind.Environment)
        {
            return Problem.Invalid(side, $"'{id}' is of kind {id.Asset.Kind.ToText()}, not environment.");
        }

        return VersionReader.Find(world, id).TryGet(out var version, out var absent)
            ? await contents.ManifestOfAsync(version.Fact, ct)
            : absent;
    }

    private static Result<EnvironmentManifest> ReadManifest(string side, JsonElement given) =>
        CanonicalJson.Canonicalize(given).Then(bytes => EnvironmentManifests.Read(bytes)).TryGet(out var manifest, out var problem)
            ? manifest
            : problem.Under(side);
}
