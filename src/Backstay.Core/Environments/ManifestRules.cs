using System.Collections.Immutable;
using Backstay.Core.Primitives;

namespace Backstay.Core.Environments;

/// <summary>Limits of a manifest's values.</summary>
internal static class ManifestRules
{
    public const int MaxText = 300;
    public const int MaxPackages = 5_000;
    public const int MaxEntries = 64;

    /// <summary>Null where every value keeps its limit.</summary>
    public static Problem? Check(EnvironmentManifest manifest)
    {
        if (manifest.V != EnvironmentManifest.Version)
        {
            return Problem.Invalid("v", $"This build reads manifests of version {EnvironmentManifest.Version}, not {manifest.V}.");
        }

        return BehaviourProblem(manifest.Behaviour) ?? RestProblem(manifest.Rest);
    }

    private static Problem? BehaviourProblem(EnvironmentBehaviour behaviour) =>
        Required("behaviour.os.id", behaviour.Os.Id)
        ?? Optional("behaviour.os.version", behaviour.Os.Version)
        ?? Required("behaviour.architecture", behaviour.Architecture)
        ?? Optional("behaviour.dotnet", behaviour.Dotnet)
        ?? PythonProblem(behaviour.Python)
        ?? Optional("behaviour.onnxRuntime", behaviour.OnnxRuntime)
        ?? MapProblem("behaviour.frameworks", behaviour.Frameworks, MaxEntries)
        ?? Optional("behaviour.cuda.runtime", behaviour.Cuda?.Runtime)
        ?? Optional("behaviour.cuda.driver", behaviour.Cuda?.Driver)
        ?? ListProblem("behaviour.gpus", behaviour.Gpus)
        ?? (behaviour.Gpus.SequenceEqual(behaviour.Gpus.Order(StringComparer.Ordinal))
            ? null
            : Problem.Invalid("behaviour.gpus", "GPU models are sorted, so that one environment has one form."))
        ?? MapProblem("behaviour.lockFiles", behaviour.LockFiles, MaxEntries);

    private static Problem? PythonProblem(PythonEnvironment? python) => python is null
        ? null
        : Required("behaviour.python.implementation", python.Implementation)
            ?? Required("behaviour.python.version", python.Version)
            ?? Optional("behaviour.python.compiler", python.Compiler)
            ?? MapProblem("behaviour.python.packages", python.Packages, MaxPackages);

    private static Problem? RestProblem(EnvironmentRest rest) =>
        Optional("rest.host", rest.Host)
        ?? Optional("rest.kernel", rest.Kernel)
        ?? Optional("rest.cpu", rest.Cpu)
        ?? (rest.Cores is < 1 ? Problem.Invalid("rest.cores", "A machine has at least one core.") : null)
        ?? (rest.Memory is < 0 or > CanonicalJson.MaxInteger ? Problem.Invalid("rest.memory", "Memory is between 0 and 2^53 bytes.") : null)
        ?? ListProblem("rest.notes", rest.Notes);

    private static Problem? MapProblem<T>(string field, ImmutableSortedDictionary<string, T> map, int max)
    {
        if (map.Count > max)
        {
            return Problem.Invalid(field, $"At most {max} entries are allowed here.");
        }

        return map
            .Select(pair => Required($"{field} (a name)", pair.Key)
                ?? (pair.Value is string text ? Required($"{field}.{pair.Key}", text) : null))
            .FirstOrDefault(problem => problem is not null);
    }

    private static Problem? ListProblem(string field, ImmutableArray<string> list) =>
        list.IsDefault || list.Length > MaxEntries
            ? Problem.Invalid(field, $"At most {MaxEntries} entries are allowed here.")
            : list.Select((text, i) => Required($"{field}[{i}]", text)).FirstOrDefault(problem => problem is not null);

    private static Problem? Required(string field, string? text) => TextRules.Required(field, text, MaxText);

    private static Problem? Optional(string field, string? text) => text is null ? null : Required(field, text);
}
