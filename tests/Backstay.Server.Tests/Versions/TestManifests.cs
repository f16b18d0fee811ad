using System.Collections.Immutable;
using System.Text;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;

namespace Backstay.Server.Tests.Versions;

/// <summary>Manifests of environments that differ where a test says so.</summary>
internal static class TestManifests
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static string Text(string osVersion, string python = "3.11.2") => Encoding.UTF8.GetString(Bytes(osVersion, python).Span);

    public static ReadOnlyMemory<byte> Bytes(string osVersion, string python = "3.11.2") => EnvironmentManifests.Write(new EnvironmentManifest(
        EnvironmentManifest.Version,
        new EnvironmentBehaviour(
            new OperatingSystemRelease("debian", osVersion),
            "x64",
            "10.0.0",
            new PythonEnvironment("CPython", python, "GCC 12.2.0", None.Add("numpy", "1.24.2")),
            OnnxRuntime: null,
            None,
            Cuda: null,
            Gpus: [],
            Image: null,
            ImmutableSortedDictionary.Create<string, Digest>(StringComparer.Ordinal)),
        new EnvironmentRest(DateTimeOffset.UnixEpoch, "host", "6.1", "cpu", 2, 1024, []))).Value;
}
