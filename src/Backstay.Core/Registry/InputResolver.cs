using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Turns what is stated into what is recorded: every reference is registered, of the right kind and not the version
/// itself; what the registry knows is filled in; lists are put in one order, since their order means nothing.
/// </summary>
internal static class InputResolver
{
    public static Result<RecordedInputs> Resolve(RegistryState registry, RegisterVersion command)
    {
        var stated = command.Inputs ?? StatedInputs.None;
        if (SeedsProblem(stated.Seeds) is { } seeds)
        {
            return seeds;
        }

        if (!DataOf(registry, command.Version, stated).TryGet(out var data, out var dataProblem))
        {
            return dataProblem;
        }

        if (ReferencesProblem(registry, command.Version, stated) is { } references)
        {
            return references;
        }

        if (!CodeResolver.Resolve(registry, stated).TryGet(out var code, out var codeProblem))
        {
            return codeProblem;
        }

        JsonElement? hyperparameters = null;
        if (stated.Hyperparameters is { } given)
        {
            if (!InputLimits.Hyperparameters(given).TryGet(out var canonical, out var problem))
            {
                return problem;
            }

            hyperparameters = canonical;
        }

        return new RecordedInputs(
            code.Reference,
            stated.CodeVersion,
            data,
            stated.TrainedIn,
            hyperparameters,
            (stated.Seeds ?? RecordedInputs.None.Seeds).WithComparers(StringComparer.Ordinal),
            InputLists.Ordered(stated.InitialisedFrom),
            InputLists.Ordered(stated.ProcessedBy),
            InputLists.Ordered(stated.DerivedFrom));
    }

    private static Problem? ReferencesProblem(RegistryState registry, VersionId self, StatedInputs stated)
    {
        if (stated.InitialisedFrom is { IsDefaultOrEmpty: false } && self.Asset.Kind != AssetKind.Model)
        {
            return Problem.Invalid("inputs.initialisedFrom", "Only models start from the weights of another.");
        }

        return One(stated.CodeVersion, AssetKind.Code, "inputs.codeVersion")
            ?? One(stated.TrainedIn, AssetKind.Environment, "inputs.trainedIn")
            ?? Many(stated.InitialisedFrom, AssetKind.Model, "inputs.initialisedFrom")
            ?? Many(stated.ProcessedBy, AssetKind.DataProcessor, "inputs.processedBy")
            ?? Many(stated.DerivedFrom, null, "inputs.derivedFrom");

        Problem? One(VersionId? reference, AssetKind kind, string field) =>
            reference is { } present ? References.CheckFrom(registry, self, present, kind, field) : null;

        Problem? Many(ImmutableArray<VersionId>? references, AssetKind? kind, string field)
        {
            var list = OrEmpty(references);
            if (list.Length > InputLimits.MaxReferences || InputLists.HasTwice(list))
            {
                return Problem.Invalid(field, $"This list names at most {InputLimits.MaxReferences} versions, each once.");
            }

            for (var i = 0; i < list.Length; i++)
            {
                if (References.CheckFrom(registry, self, list[i], kind, field) is { } problem)
                {
                    return problem with { Field = $"{field}[{i}]" };
                }
            }

            return null;
        }
    }

    private static Result<ImmutableArray<DataReference>> DataOf(RegistryState registry, VersionId self, StatedInputs stated)
    {
        var uses = OrEmpty(stated.Data);
        if (uses.Length > InputLimits.MaxReferences || InputLists.HasTwice(uses))
        {
            return Problem.Invalid("inputs.data", $"Data is at most {InputLimits.MaxReferences} dataset versions, each once in each role and slice.");
        }

        var data = new DataReference[uses.Length];
        for (var i = 0; i < uses.Length; i++)
        {
            var use = uses[i];
            if (DataProblem(registry, self, use) is { } problem)
            {
                return problem.Under($"inputs.data[{i}]");
            }

            data[i] = new DataReference(use.Version, registry.ContentOf(use.Version), use.Role, use.Slice);
        }

        return InputLists.Ordered(data);
    }

    private static Problem? DataProblem(RegistryState registry, VersionId self, DataUse use)
    {
        if (!Name.TryParse(use.Role, out _))
        {
            return Problem.Invalid("role", $"A role is {Name.Form}: training, validation, …");
        }

        return (use.Slice is null ? null : TextRules.Required("slice", use.Slice, InputLimits.MaxSlice))
            ?? References.CheckFrom(registry, self, use.Version, AssetKind.Dataset, "version");
    }

    private static Problem? SeedsProblem(ImmutableSortedDictionary<string, string>? seeds)
    {
        if (seeds is null)
        {
            return null;
        }

        if (seeds.Count > InputLimits.MaxSeeds)
        {
            return Problem.Invalid("inputs.seeds", $"A version has at most {InputLimits.MaxSeeds} seeds.");
        }

        foreach (var (name, value) in seeds)
        {
            if (InputLimits.SeedProblem(name, value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T>? list) => list is { IsDefault: false } present ? present : [];
}
