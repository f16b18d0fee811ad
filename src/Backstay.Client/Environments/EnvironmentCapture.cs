using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Backstay.Core.Environments;

namespace Backstay.Client.Environments;

/// <summary>
/// Captures the environment that it runs in. Reads files and asks the Python interpreter; changes nothing. What can't be
/// found out is null, with a note that says why. Two captures of an unchanged machine have the same behaviour digest.
/// </summary>
public sealed class EnvironmentCapture(TimeProvider time)
{
    public async Task<EnvironmentManifest> CaptureAsync(EnvironmentCaptureOptions options, CancellationToken ct)
    {
        var notes = new CaptureNotes();
        var behaviour = new EnvironmentBehaviour(
            OsProbe.Read(notes),
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            Environment.Version.ToString(),
            options.Python is { } python ? await PythonProbe.ReadAsync(python, options.PythonTimeout, time, notes, ct) : null,
            OnnxRuntimeProbe.Read(options.OnnxRuntime, AppContext.BaseDirectory, notes),
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            Cuda: null,
            Gpus: [],
            Image: null,
            await LockFileProbe.ReadAsync(options.Folder, notes, ct));
        var now = time.GetUtcNow();
        var rest = new EnvironmentRest(
            now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
            HostProbe.Host(),
            HostProbe.Kernel(),
            HostProbe.Cpu(),
            Environment.ProcessorCount,
            HostProbe.Memory(),
            notes.ToImmutable());
        return new EnvironmentManifest(EnvironmentManifest.Version, behaviour, rest);
    }
}
