using Backstay.Client.Environments;
using Backstay.Core.Environments;
using Backstay.Core.Primitives;

namespace Backstay.Client.Tests.Environments;

public sealed class EnvironmentCaptureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backstay-env-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Two_captures_in_a_row_have_the_same_behaviour_and_a_manifest_that_is_taken()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "requirements.txt"), "numpy==1.26.4\n", Ct);
        var options = new EnvironmentCaptureOptions { Folder = _folder.FullName };

        var first = await new EnvironmentCapture(new FixedTime(0)).CaptureAsync(options, Ct);
        var second = await new EnvironmentCapture(new FixedTime(7)).CaptureAsync(options, Ct);
        var bytes = EnvironmentManifests.Write(second).Value;

        Assert.NotEqual(first.Rest.CapturedAt, second.Rest.CapturedAt);
        Assert.Equal(EnvironmentManifests.BehaviourDigest(first.Behaviour), EnvironmentManifests.BehaviourDigest(second.Behaviour));
        Assert.Equal(EnvironmentManifests.BehaviourDigest(first.Behaviour), EnvironmentManifests.BehaviourDigest(bytes).Value);
        Assert.Equal(EnvironmentVerdict.Same, EnvironmentDiff.Compare(first, second).Verdict);
        Assert.Equal(Digest.Of("numpy==1.26.4\n"u8), first.Behaviour.LockFiles["requirements.txt"]);
        Assert.Equal(Environment.Version.ToString(), first.Behaviour.Dotnet);
    }

    [Fact]
    public async Task What_is_not_there_is_null_with_a_note()
    {
        var manifest = await CaptureAsync(new()
        {
            Python = "no-such-python",
            OnnxRuntime = Path.Combine(_folder.FullName, "libonnxruntime.so.1"),
        });

        Assert.Null(manifest.Behaviour.Python);
        Assert.Null(manifest.Behaviour.OnnxRuntime);
        Assert.Contains(manifest.Rest.Notes, note => note.StartsWith("python: ", StringComparison.Ordinal));
        Assert.Contains(manifest.Rest.Notes, note => note.StartsWith("onnx runtime: ", StringComparison.Ordinal));
        Assert.True(EnvironmentManifests.Write(manifest).IsOk);
    }

    [Fact]
    public async Task A_real_interpreter_names_itself_and_its_packages_in_one_spelling()
    {
        var manifest = await CaptureAsync(new() { PythonTimeout = TimeSpan.FromMinutes(5) });

        Assert.SkipWhen(manifest.Rest.Notes.Any(note => note.EndsWith("can't be started", StringComparison.Ordinal)), "there is no python3 here");
        var python = manifest.Behaviour.Python!;
        Assert.StartsWith("3.", python.Version, StringComparison.Ordinal);
        Assert.All(python.Packages.Keys, name => Assert.Matches("^[a-z0-9-]+$", name));
    }

    [Fact]
    public async Task Only_the_folders_own_lock_files_count()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "uv.lock"), "x", Ct);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "notes.txt"), "x", Ct);
        await File.WriteAllTextAsync(Path.Combine(_folder.CreateSubdirectory("other").FullName, "poetry.lock"), "x", Ct);

        var manifest = await CaptureAsync(new() { Python = null, Folder = _folder.FullName });

        Assert.Equal(["uv.lock"], manifest.Behaviour.LockFiles.Keys);
    }

    [Fact]
    public async Task An_interpreter_that_talks_too_much_fails_or_hangs_is_given_up_with_the_reason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the fake interpreters are shell scripts");

        Assert.Contains("exit code 3", await NoteOfAsync("exit 3", TimeSpan.FromMinutes(5)), StringComparison.Ordinal);
        Assert.Contains("more than", await NoteOfAsync("exec cat /dev/zero", TimeSpan.FromMinutes(5)), StringComparison.Ordinal);
        Assert.Contains("can't be read", await NoteOfAsync("echo '{\"packages\":[]}'", TimeSpan.FromMinutes(5)), StringComparison.Ordinal);
        Assert.Contains("took longer", await NoteOfAsync("exec cat /dev/zero >/dev/null", TimeSpan.FromMilliseconds(50)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_interpreter_names_is_recorded_by_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the fake interpreter is a shell script");
        var answer = """{"implementation":"CPython","version":"3.11.7","compiler":null,"packages":{"numpy":"1.26.4","a":" "}}""";

        var manifest = await CaptureAsync(new() { Python = await ScriptAsync($"echo '{answer}'") });

        Assert.Equal(("CPython", "3.11.7", null), (manifest.Behaviour.Python!.Implementation, manifest.Behaviour.Python.Version, manifest.Behaviour.Python.Compiler));
        Assert.Equal([KeyValuePair.Create("numpy", "1.26.4")], manifest.Behaviour.Python.Packages);
    }

    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"\n", "debian", "12")]
    [InlineData("NAME=x\nID='arch'\nBUILD_ID=rolling\n", "arch", null)]
    [InlineData("", "linux", null)]
    [InlineData("ID=\nVERSION_ID=\n", "linux", null)]
    public void An_os_release_file_is_read_quoted_or_not(string text, string id, string? version) =>
        Assert.Equal(new OperatingSystemRelease(id, version), OsProbe.Parse(text));

    [Fact]
    public void The_onnx_runtime_is_named_by_its_package_or_by_its_file()
    {
        var package = _folder.CreateSubdirectory("node_modules").CreateSubdirectory("onnxruntime-node");
        File.WriteAllText(Path.Combine(package.FullName, "package.json"), """{"name":"onnxruntime-node","version":"1.23.4"}""");
        var inPackage = Touch(package.CreateSubdirectory("bin"), "libonnxruntime.so.1");
        var alone = Touch(_folder.CreateSubdirectory("lib"), "libonnxruntime.so.1.20.1");
        var bare = Touch(_folder.CreateSubdirectory("bare"), "libonnxruntime.so.1");
        var notes = new CaptureNotes();

        Assert.Equal("1.23.4", OnnxRuntimeProbe.Read(inPackage, "/", notes));
        Assert.Equal("1.20.1", OnnxRuntimeProbe.Read(alone, "/", notes));
        Assert.Equal("1.23.4", OnnxRuntimeProbe.Read(null, Path.Combine(_folder.FullName, "bin", "debug"), notes));
        Assert.Empty(notes.ToImmutable());
        Assert.Null(OnnxRuntimeProbe.Read(bare, "/", notes));
        Assert.Single(notes.ToImmutable());
    }

    private async Task<string> NoteOfAsync(string script, TimeSpan timeout)
    {
        var manifest = await CaptureAsync(new() { Python = await ScriptAsync(script), PythonTimeout = timeout });
        Assert.Null(manifest.Behaviour.Python);
        return manifest.Rest.Notes.Single(note => note.StartsWith("python: ", StringComparison.Ordinal));
    }

    private async Task<string> ScriptAsync(string script)
    {
        var path = Path.Combine(_folder.FullName, "python-" + Digest.Of(System.Text.Encoding.UTF8.GetBytes(script)).ToShort());
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n", Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static Task<EnvironmentManifest> CaptureAsync(EnvironmentCaptureOptions options) =>
        new EnvironmentCapture(TimeProvider.System).CaptureAsync(options, Ct);

    private static string Touch(DirectoryInfo folder, string name)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, []);
        return path;
    }

    private sealed class FixedTime(int seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, seconds, 123, TimeSpan.Zero);
    }
}
