using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>A model version by name: what the protocol puts into its paths. As text <c>name/version</c>.</summary>
public readonly record struct ModelKey
{
    private ModelKey(string name, string version)
    {
        Name = name;
        Version = version;
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>Names and versions are not empty, not longer than a tensor's name, and hold no slash and no control character.</summary>
    public static Result<ModelKey> Create(string name, string version)
    {
        if (Check(name, "name") is { } badName)
        {
            return badName;
        }

        return Check(version, "version") is { } badVersion ? badVersion : new ModelKey(name, version);
    }

    public override string ToString() => $"{Name}/{Version}";

    private static Problem? Check(string text, string field) =>
        string.IsNullOrEmpty(text) || text.Length > OipLimits.MaxNameLength || text.AsSpan().ContainsAny('/', '\\') || text.Any(char.IsControl)
            ? Problem.Invalid(field, $"A model's {field} has 1 to {OipLimits.MaxNameLength} characters, without slashes and control characters.")
            : null;
}
