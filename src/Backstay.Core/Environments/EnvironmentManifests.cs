using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Environments;

/// <summary>The bytes of manifests: what an environment version's content is.</summary>
public static class EnvironmentManifests
{
    /// <summary>Largest manifest, in bytes.</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Reads a manifest strictly: unknown, missing and duplicate members are refused, and every size has a limit.</summary>
    public static Result<EnvironmentManifest> Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return new Problem(ProblemKind.TooLarge, "manifest-too-large", $"A manifest has at most {MaxBytes} bytes, not {utf8.Length}.");
        }

        if (!CanonicalJson.Canonicalize(utf8).TryGet(out var canonical, out var malformed))
        {
            return malformed;
        }

        try
        {
            var manifest = JsonSerializer.Deserialize(canonical.Span, EnvironmentsJson.Default.EnvironmentManifest);
            if (manifest is null)
            {
                return Problem.Invalid("manifest", "A manifest is a JSON object.");
            }

            return ManifestRules.Check(manifest) is { } problem ? problem : manifest;
        }
        catch (JsonException wrong)
        {
            return Problem.Invalid(wrong.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "manifest", Words(wrong.Message));
        }
    }

    /// <summary>The serializer's words, which name types that no author of a manifest knows, in those of this form.</summary>
    private static string Words(string message) => message.Split('\'') switch
    {
        [var text, var name, ..] when text.StartsWith("The JSON property", StringComparison.Ordinal) => $"There is no field '{name}' here.",
        [_, _, var text, var name, ..] when text.Contains("missing required", StringComparison.Ordinal) => $"'{name}' is required.",
        _ => message.Contains("null", StringComparison.Ordinal) ? "This field must not be null." : "The value has the wrong type.",
    };

    /// <summary>The canonical bytes of a manifest; refused where a value breaks a limit.</summary>
    public static Result<ReadOnlyMemory<byte>> Write(EnvironmentManifest manifest) => ManifestRules.Check(manifest) is { } problem
        ? problem
        : CanonicalJson.Write(writer => JsonSerializer.Serialize(writer, manifest, EnvironmentsJson.Default.EnvironmentManifest));

    /// <summary>The behaviour digest of a manifest's bytes: what a registration of that environment must carry.</summary>
    public static Result<Digest> BehaviourDigest(ReadOnlyMemory<byte> utf8) =>
        Read(utf8).Map(manifest => BehaviourDigest(manifest.Behaviour));

    /// <summary>SHA-256 of the JCS form of the behaviour part.</summary>
    public static Digest BehaviourDigest(EnvironmentBehaviour behaviour) => Digest.Of(CanonicalJson.Write(writer =>
        JsonSerializer.Serialize(writer, behaviour, EnvironmentsJson.Default.EnvironmentBehaviour)).Value.Span);
}
