using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// What tells two registrations under one number apart. Owner, purpose and why are words about a version and no part
/// of its identity; of a content only its digest is.
/// </summary>
internal static class VersionDifference
{
    /// <summary>The names of the members that differ; empty where it is the same registration.</summary>
    public static IReadOnlyList<string> Between(VersionRegistered taken, RegisterVersion asked, RecordedInputs inputs)
    {
        var differs = new List<string>();
        if (taken.Content != asked.Content)
        {
            differs.Add("content");
        }

        using var before = JsonSerializer.SerializeToDocument(taken.Inputs, RegistryJson.Default.RecordedInputs);
        using var after = JsonSerializer.SerializeToDocument(inputs, RegistryJson.Default.RecordedInputs);
        differs.AddRange(before.RootElement.EnumerateObject()
            .Where(member => !IsSame(member.Value, after.RootElement.GetProperty(member.Name)))
            .Select(member => $"inputs.{member.Name}"));

        if (!IsSame(taken.Model, asked.Model))
        {
            differs.Add("model");
        }

        if (taken.Behaviour != asked.Behaviour)
        {
            differs.Add("behaviour");
        }

        if (taken.Supersedes != asked.Supersedes)
        {
            differs.Add("supersedes");
        }

        return differs;
    }

    private static bool IsSame(ModelDescription? left, ModelDescription? right) =>
        left is null || right is null
            ? ReferenceEquals(left, right)
            : left.Architecture == right.Architecture
                && left.InputSchema.SequenceEqual(right.InputSchema)
                && left.OutputSchema.SequenceEqual(right.OutputSchema);

    private static bool IsSame(JsonElement left, JsonElement right) =>
        CanonicalJson.Canonicalize(left).Value.Span.SequenceEqual(CanonicalJson.Canonicalize(right).Value.Span);
}
