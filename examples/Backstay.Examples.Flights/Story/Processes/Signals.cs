using System.Runtime.InteropServices;

namespace Backstay.Examples.Flights.Story.Processes;

/// <summary>The signal that .NET can't send by itself.</summary>
internal static class Signals
{
    private const int SigTerm = 15;

    public static void Terminate(int processId) => _ = Send(processId, SigTerm);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int processId, int signal);
}
