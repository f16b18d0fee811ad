using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>What holds for every reference to a version.</summary>
internal static class References
{
    /// <summary>Null where <paramref name="reference"/> is a registered version of that kind (null: any).</summary>
    public static Problem? Check(RegistryState registry, VersionId reference, AssetKind? kind, string field)
    {
        if (kind is { } expected && reference.Asset.Kind != expected)
        {
            return Problem.Invalid(field, $"'{reference}' is of kind {reference.Asset.Kind.ToText()}, not {expected.ToText()}.");
        }

        return registry.Contains(reference)
            ? null
            : Problem.Invalid(field, $"'{reference}' is not registered.", "Register it first: backstay version register.");
    }

    /// <summary>As above, for an optional one.</summary>
    public static Problem? Check(RegistryState registry, VersionId? reference, AssetKind kind, string field) =>
        reference is { } present ? Check(registry, present, (AssetKind?)kind, field) : null;

    /// <summary>As above, for one that <paramref name="self"/> makes.</summary>
    public static Problem? CheckFrom(RegistryState registry, VersionId self, VersionId reference, AssetKind? kind, string field) =>
        reference == self
            ? Problem.Invalid(field, $"'{self}' can't refer to itself.")
            : Check(registry, reference, kind, field);
}
