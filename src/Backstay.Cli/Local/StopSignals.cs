using System.Runtime.InteropServices;

namespace Backstay.Cli.Local;

/// <summary>Counts how often somebody asks the process to stop: whoever asks again does not want to wait for what is under way.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _again = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Count),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Count),
    ];

    /// <summary>Cancelled by the second SIGTERM or SIGINT.</summary>
    public CancellationToken Again => _again.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _again.Dispose();
    }

    private void Count(PosixSignalContext signal)
    {
        signal.Cancel = true; // the process ends by itself, in order
        if (Interlocked.Increment(ref _count) > 1)
        {
            _again.Cancel();
        }
    }
}
