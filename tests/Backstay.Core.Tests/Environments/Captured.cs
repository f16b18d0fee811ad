using System.Collections.Immutable;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Environments;

/// <summary>An environment for tests.</summary>
internal static class Captured
{
    public static EnvironmentBehaviour Behaviour { get; } = new(
        new OperatingSystemRelease("debian", "12"),
        "x64",
        "10.0.12",
        new PythonEnvironment("CPython", "3.11.7", "GCC 12.2.0", Versions(("numpy", "1.26.4"), ("xgboost", "2.0.3"))),
        "1.20.1",
        Versions(("mathnet", "5.0.0")),
        Cuda: null,
        Gpus: [],
        Image: null,
        ImmutableSortedDictionary<string, Digest>.Empty.Add("requirements.txt", Digest.Of("numpy==1.26.4\n"u8)));

    public static EnvironmentManifest Manifest { get; } = new(
        1,
        Behaviour,
        new EnvironmentRest(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "box", "6.1.0", "A CPU", 2, 8_000_000_000, []));

    public static ImmutableSortedDictionary<string, string> Versions(params (string Name, string Version)[] versions) =>
        versions.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Version, StringComparer.Ordinal);
}
