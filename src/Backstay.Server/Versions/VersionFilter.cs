using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Server.Api;

namespace Backstay.Server.Versions;

/// <summary>Which versions a list asks for.</summary>
internal sealed record VersionFilter(AssetKind? Kind, Name? Name, int? Limit, VersionId? After)
{
    public static Result<VersionFilter> Parse(string? kind, string? name, int? limit, string? after)
    {
        AssetKind? parsedKind = null;
        if (kind is not null)
        {
            if (!AssetKinds.TryParse(kind, out var known))
            {
                return Problem.Invalid("kind", $"'{QueryTexts.Shown(kind)}' is none of {string.Join(", ", AssetKinds.All)}.");
            }

            parsedKind = known;
        }

        return QueryTexts.ParseOptional<Name>("name", name).Then(parsedName =>
            QueryTexts.ParseOptional<VersionId>("after", after).Map(parsedAfter =>
                new VersionFilter(parsedKind, parsedName, limit, parsedAfter)));
    }
}
