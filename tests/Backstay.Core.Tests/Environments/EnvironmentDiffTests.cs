using Backstay.Core.Environments;
using Backstay.Core.Primitives;
using FsCheck;
using FsCheck.Fluent;
using static Backstay.Core.Environments.EnvironmentVerdict;

namespace Backstay.Core.Tests.Environments;

public sealed class EnvironmentDiffTests
{
    private static readonly EnvironmentBehaviour Base = Captured.Behaviour;
    private static readonly PythonEnvironment Python = Base.Python!;

    private static readonly (string What, EnvironmentBehaviour Changed, string Item, EnvironmentVerdict Verdict)[] Table =
    [
        ("OS", Base with { Os = new("alpine", "12") }, "operating system", Different),
        ("OS release", Base with { Os = new("debian", "13") }, "operating system release", Different),
        ("OS without release", Base with { Os = new("debian", null) }, "operating system release", Different),
        ("architecture", Base with { Architecture = "arm64" }, "architecture", Different),
        ("PyPy", Base with { Python = Python with { Implementation = "PyPy" } }, "python implementation", Different),
        ("Python patch", Base with { Python = Python with { Version = "3.11.9" } }, "python", Compatible),
        ("Python minor", Base with { Python = Python with { Version = "3.12.7" } }, "python", Risky),
        ("Python major", Base with { Python = Python with { Version = "2.7.18" } }, "python", Different),
        ("compiler", Base with { Python = Python with { Compiler = "Clang 17" } }, "python compiler", Risky),
        ("package patch", Package("numpy", "1.26.5"), "package numpy", Compatible),
        ("package spelling", Package("numpy", "1.26.4.0"), "package numpy", Compatible),
        ("package minor", Package("numpy", "1.27.0"), "package numpy", Risky),
        ("package major", Package("numpy", "2.0.0"), "package numpy", Different),
        ("package build", Package("numpy", "1.26.4+cu121"), "package numpy", Risky),
        ("package pre-release", Package("numpy", "1.26.5rc1"), "package numpy", Risky),
        ("package epoch", Package("numpy", "1!1.26.4"), "package numpy", Risky),
        ("package unreadable", Package("numpy", "unknown"), "package numpy", Risky),
        ("package more", Package("scipy", "1.11.0"), "package scipy", Risky),
        ("package less", Base with { Python = Python with { Packages = Python.Packages.Remove("xgboost") } }, "package xgboost", Risky),
        (".NET patch", Base with { Dotnet = "10.0.13" }, ".NET runtime", Compatible),
        (".NET major", Base with { Dotnet = "11.0.0" }, ".NET runtime", Different),
        ("ONNX Runtime minor", Base with { OnnxRuntime = "1.21.0" }, "ONNX Runtime", Risky),
        ("ONNX Runtime gone", Base with { OnnxRuntime = null }, "ONNX Runtime", Risky),
        ("framework", Base with { Frameworks = Captured.Versions(("mathnet", "5.0.1")) }, "framework mathnet", Compatible),
        ("CUDA", Base with { Cuda = new(null, null) }, "CUDA", Different),
        ("GPU", Base with { Gpus = ["H100"] }, "GPU 1", Risky),
        ("image", Base with { Image = Digest.Of("image"u8) }, "container image", Risky),
        ("lock file", Base with { LockFiles = Base.LockFiles.SetItem("requirements.txt", Digest.Of("x"u8)) }, "lock file requirements.txt", Risky),
    ];

    public static TheoryData<string> Rows => [.. Table.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_item_is_graded_by_its_rule(string what)
    {
        var row = Table.Single(row => row.What == what);

        var comparison = EnvironmentDiff.Compare(Base, row.Changed);

        var finding = Assert.Single(comparison.Findings);
        Assert.Equal((row.Item, row.Verdict, row.Verdict), (finding.Item, finding.Verdict, comparison.Verdict));
        Assert.NotEmpty(finding.Reason);
    }

    [Fact]
    public void The_overall_verdict_is_the_worst_and_the_worst_stands_first()
    {
        var comparison = EnvironmentDiff.Compare(Base, Package("numpy", "1.26.5") with { Architecture = "arm64", OnnxRuntime = "1.21.0" });

        Assert.Equal(Different, comparison.Verdict);
        Assert.Equal([Different, Risky, Compatible], comparison.Findings.Select(finding => finding.Verdict));
    }

    [Fact]
    public void Without_python_on_one_side_it_is_another_environment() =>
        Assert.Equal(Different, EnvironmentDiff.Compare(Base, Base with { Python = null }).Verdict);

    [Fact]
    public void Time_and_host_are_not_compared()
    {
        var other = Captured.Manifest with { Rest = Captured.Manifest.Rest with { Host = "elsewhere", Cores = 64 } };

        Assert.Equal(Same, EnvironmentDiff.Compare(Captured.Manifest, other).Verdict);
    }

    [Fact]
    public void No_difference_of_behaviour_is_overlooked_and_sides_do_not_matter()
    {
        var one = Gen.Elements(Table.Select(row => row.Changed).Append(Base).ToArray());
        var pairs = from a in one from b in one select (a, b);

        Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var forth = EnvironmentDiff.Compare(pair.a, pair.b);
            var back = EnvironmentDiff.Compare(pair.b, pair.a);
            var same = EnvironmentManifests.BehaviourDigest(pair.a) == EnvironmentManifests.BehaviourDigest(pair.b);
            return (forth.Verdict == Same) == same
                && forth.Verdict == back.Verdict
                && forth.Findings.All(finding => finding.Verdict != Same && finding.Verdict <= forth.Verdict);
        }).QuickCheckThrowOnFailure();
    }

    private static EnvironmentBehaviour Package(string name, string version) =>
        Base with { Python = Python with { Packages = Python.Packages.SetItem(name, version) } };
}
