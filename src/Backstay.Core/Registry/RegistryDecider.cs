using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>Decides the commands of this folder.</summary>
public static class RegistryDecider
{
    public static Result<NewFacts> Decide(RegistryState registry, RegisterVersion command, DecideContext context)
    {
        if ((TextProblem(command) ?? VersionRules.Check(command)) is { } wrong)
        {
            return wrong;
        }

        if (!InputResolver.Resolve(registry, command).TryGet(out var inputs, out var problem))
        {
            return problem;
        }

        if (SupersedesProblem(registry, command) is { } supersedes)
        {
            return supersedes;
        }

        if (registry.TryFind(command.Version, out var taken))
        {
            return AnswerTaken(taken.Fact, command, inputs);
        }

        var files = ContentDigests.Sort(command.Files);
        return NewFacts.Of(new VersionRegistered(
            command.Version,
            command.Content,
            IsInline(command.Content, files) ? files : [],
            files.Length,
            SizeOf(files),
            inputs,
            command.Model,
            command.Behaviour,
            command.Supersedes,
            command.Owner,
            context.Seal(command.Purpose),
            context.Seal(command.Why)));
    }

    private static Problem? TextProblem(RegisterVersion command) =>
        TextRules.Required("owner", command.Owner, TextRules.MaxId)
        ?? TextRules.Required("purpose", command.Purpose)
        ?? TextRules.Required("why", command.Why);

    private static Problem? SupersedesProblem(RegistryState registry, RegisterVersion command) =>
        command.Supersedes is { } supersedes
            ? References.CheckFrom(registry, command.Version, supersedes, command.Version.Asset.Kind, "supersedes")
            : null;

    private static Result<NewFacts> AnswerTaken(VersionRegistered taken, RegisterVersion command, RecordedInputs inputs)
    {
        var differs = VersionDifference.Between(taken, command, inputs);
        return differs.Count == 0
            ? NewFacts.None
            : Problem.Conflict(
                "version-taken",
                $"{command.Version} exists with other {string.Join(", ", differs)}, and a version never changes.",
                "Register this under a new number.") with
            { Field = "version" };
    }

    private static long SizeOf(ImmutableArray<ContentFile> files)
    {
        var size = 0L;
        foreach (var file in files)
        {
            size += file.Size;
        }

        return size;
    }

    private static bool IsInline(ContentDigest content, ImmutableArray<ContentFile> files) =>
        content.Scheme == ContentScheme.File || ContentDigests.IsInline(files);
}
