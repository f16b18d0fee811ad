using System.Collections.Immutable;

namespace Backstay.Core.Environments;

/// <summary>
/// Compares what decides results in two environments, by a list of small rules that each grade one item. Which side is
/// which makes no difference to the verdict. Every difference of behaviour is a finding: the verdict is same exactly
/// where the behaviour digests are.
/// </summary>
public static class EnvironmentDiff
{
    private static readonly ImmutableArray<EnvironmentRule> Rules =
    [
        new("operating system", b => b.Os.Id, EnvironmentGrades.AnyIsDifferent("another operating system")),
        new("operating system release", b => b.Os.Version, EnvironmentGrades.AnyIsDifferent("another release of the operating system")),
        new("architecture", b => b.Architecture, EnvironmentGrades.AnyIsDifferent("another processor architecture")),
        new("python implementation", b => b.Python?.Implementation, EnvironmentGrades.AnyIsDifferent("another Python implementation, or none on one side")),
        new("python", b => b.Python?.Version, EnvironmentGrades.ByVersion),
        new("python compiler", b => b.Python?.Compiler, EnvironmentGrades.AnyIsRisky("compiled otherwise: floating point may differ")),
        new("package", b => EnvironmentItems.Of(b.Python?.Packages), EnvironmentGrades.ByVersion),
        new(".NET runtime", b => b.Dotnet, EnvironmentGrades.ByVersion),
        new("ONNX Runtime", b => b.OnnxRuntime, EnvironmentGrades.ByVersion),
        new("framework", b => EnvironmentItems.Of(b.Frameworks), EnvironmentGrades.ByVersion),
        new("CUDA", b => EnvironmentItems.Presence(b.Cuda), EnvironmentGrades.AnyIsDifferent("only one of them computes with CUDA")),
        new("CUDA runtime", b => b.Cuda?.Runtime, EnvironmentGrades.ByVersion),
        new("CUDA driver", b => b.Cuda?.Driver, EnvironmentGrades.ByVersion),
        new("GPU", b => EnvironmentItems.Numbered(b.Gpus), EnvironmentGrades.AnyIsRisky("other GPUs: kernels and precision may differ")),
        new("container image", b => b.Image?.ToString(), EnvironmentGrades.AnyIsRisky("the images may differ in what no list here names")),
        new("lock file", b => EnvironmentItems.Of(b.LockFiles), EnvironmentGrades.AnyIsRisky("the pinned dependencies differ")),
    ];

    public static EnvironmentComparison Compare(EnvironmentManifest left, EnvironmentManifest right) =>
        Compare(left.Behaviour, right.Behaviour);

    public static EnvironmentComparison Compare(EnvironmentBehaviour left, EnvironmentBehaviour right)
    {
        ImmutableArray<EnvironmentFinding> findings =
        [
            .. Rules.SelectMany(rule => rule.Find(left, right)).OrderByDescending(finding => finding.Verdict),
        ];
        return new EnvironmentComparison(findings.IsEmpty ? EnvironmentVerdict.Same : findings[0].Verdict, findings);
    }
}
