namespace Backstay.Server.Loops;

/// <summary>A pause before the next try, on the monotonic clock: a jump of the wall clock neither ends nor prolongs it.</summary>
internal sealed class RetryPause(TimeProvider time)
{
    private long _begun;
    private TimeSpan _length;

    /// <summary>True until the first pause begins.</summary>
    public bool IsOver => _length == TimeSpan.Zero || time.GetElapsedTime(_begun) >= _length;

    public void Begin(TimeSpan length) => (_begun, _length) = (time.GetTimestamp(), length);
}
