using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Core.Registry;

/// <summary>What a registration must keep by itself, whatever is registered already.</summary>
internal static class VersionRules
{
    public const int MaxArchitecture = 200;
    public const int MaxTensors = 64;

    /// <summary>Null where the registration's content and description are in order.</summary>
    public static Problem? Check(RegisterVersion command) =>
        ContentProblem(command) ?? ModelProblem(command) ?? BehaviourProblem(command);

    private static Problem? ContentProblem(RegisterVersion command)
    {
        if (command.Content.Scheme == ContentScheme.Files)
        {
            return ContentDigests.OfFiles(command.Files).TryGet(out var computed, out var problem)
                ? Mismatch(command.Content, computed)
                : problem;
        }

        if (command.Files is not { IsDefault: false, Length: 1 })
        {
            return Problem.Invalid("files", "A sha256: content is one file.", "Several files have a files-v1: digest.");
        }

        return ContentDigests.Check(command.Files)
            ?? Mismatch(command.Content, new ContentDigest(ContentScheme.File, command.Files[0].Sha256));
    }

    private static Problem? Mismatch(ContentDigest stated, ContentDigest computed) => stated == computed
        ? null
        : Problem.Invalid("content", $"The files have the digest {computed}, not {stated}.");

    private static Problem? ModelProblem(RegisterVersion command)
    {
        var isModel = command.Version.Asset.Kind == AssetKind.Model;
        if (command.Model is not { } model)
        {
            return isModel
                ? Problem.Invalid("model", "A model has an architecture, an input schema and an output schema.")
                : null;
        }

        return isModel
            ? TextRules.Required("model.architecture", model.Architecture, MaxArchitecture)
                ?? SchemaProblem("model.inputSchema", model.InputSchema)
                ?? SchemaProblem("model.outputSchema", model.OutputSchema)
            : Problem.Invalid("model", $"Only models have this; '{command.Version}' is none.");
    }

    private static Problem? SchemaProblem(string field, ImmutableArray<TensorSpec> schema)
    {
        if (schema.IsDefaultOrEmpty || schema.Length > MaxTensors)
        {
            return Problem.Invalid(field, $"A schema has 1 to {MaxTensors} tensors.");
        }

        for (var i = 1; i < schema.Length; i++)
        {
            for (var before = 0; before < i; before++)
            {
                if (schema[before].Name == schema[i].Name)
                {
                    return Problem.Invalid(field, $"The tensor '{schema[i].Name}' stands in the schema twice.");
                }
            }
        }

        return null;
    }

    private static Problem? BehaviourProblem(RegisterVersion command) =>
        (command.Version.Asset.Kind == AssetKind.Environment, command.Behaviour) switch
        {
            (true, null) => Problem.Invalid("behaviour", "An environment carries the digest of its manifest's behaviour part."),
            (false, not null) => Problem.Invalid("behaviour", $"Only environments have this; '{command.Version}' is none."),
            _ => null,
        };
}
