using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Releases;

/// <summary>Decides the commands of this folder.</summary>
public static class ReleaseDecider
{
    public const int MaxPrompts = 32;
    public const int MaxRequirements = 32;

    public static Result<NewFacts> Decide(ReleasesState releases, RegistryState registry, ProposeRelease command, DecideContext context)
    {
        if (TextRules.Required("why", command.Why) is { } why)
        {
            return why;
        }

        if (TextRules.Required("owner", command.Owner, TextRules.MaxId) is { } owner)
        {
            return owner;
        }

        if (command.Parts.Prompts.Count > MaxPrompts || command.Requires.Length > MaxRequirements)
        {
            return Problem.Invalid("parts", $"A release binds at most {MaxPrompts} prompts and {MaxRequirements} requirements.");
        }

        if (PartsProblem(command.Parts, registry) is { } part)
        {
            return part;
        }

        var combination = Combination.Of(command.Parts, registry);
        if (releases.Releases.TryGetValue(command.Release, out var taken))
        {
            return IsSame(taken.Fact, command)
                ? NewFacts.None
                : Problem.Conflict(
                    "release-taken",
                    $"Release '{command.Release}' exists with other parts, and a release never changes.",
                    "Propose it under another name.") with
                { Field = "release" };
        }

        return NewFacts.Of(new ReleaseProposed(
            command.Release, command.Parts, command.Backend, command.Requires, combination, command.Owner, context.Seal(command.Why)));
    }

    public static Result<NewFacts> Decide(SetSystem command, DecideContext context) =>
        TextRules.Required("why", command.Why) is { } problem
            ? problem
            : NewFacts.Of(new SystemRecorded(command.System, command.Version, context.Seal(command.Why)));

    public static Result<NewFacts> Decide(ReleasesState releases, RecordEvidence command)
    {
        if (!releases.Releases.TryGetValue(command.Release, out var release))
        {
            return Problem.NotFound("release", command.Release.ToString());
        }

        if (command.Samples <= 0 || command.Errors < 0 || command.SchemaFailures < 0 || command.Late < 0)
        {
            return Problem.Invalid("samples", "Evidence needs at least one sample, and no count is negative.");
        }

        return NewFacts.Of(new EvidenceRecorded(
            command.Release, command.Endpoint, release.Fact.Backend, release.Fact.Combination, command.Evidence, command.Passed,
            command.Samples, command.Errors, command.SchemaFailures, command.Late, command.DeadlineMs, command.Inputs,
            command.Rollout, command.FirstFailure, command.BackendDigest, command.Check));
    }

    private static bool IsSame(ReleaseProposed taken, ProposeRelease command) =>
        taken.Backend == command.Backend
        && taken.Requires.SequenceEqual(command.Requires)
        && taken.Parts.All().SequenceEqual(command.Parts.All());

    private static Problem? PartsProblem(ReleaseParts parts, RegistryState registry)
    {
        foreach (var (role, version) in parts.All())
        {
            var field = "parts." + role.Replace(':', '.');
            var expected = KindOf(role);
            if (version.Asset.Kind != expected)
            {
                return Problem.Invalid(field, $"'{version}' is no {expected.ToText()}.");
            }

            if (!registry.Contains(version))
            {
                return Problem.Invalid(field, $"'{version}' is not registered.", "Register it first: backstay version register.");
            }
        }

        return null;
    }

    private static AssetKind KindOf(string role) => role switch
    {
        "model" => AssetKind.Model,
        "processor" => AssetKind.DataProcessor,
        "environment" => AssetKind.Environment,
        "infrastructure" => AssetKind.Infrastructure,
        "configuration" => AssetKind.Configuration,
        _ => AssetKind.Prompt,
    };
}
