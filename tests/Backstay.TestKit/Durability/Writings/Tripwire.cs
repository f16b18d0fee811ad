namespace Backstay.TestKit.Durability.Writings;

/// <summary>Says when so many bytes were sent, on the sender's own thread.</summary>
internal sealed class Tripwire(long at, Action trip) : IProgress<long>
{
    public void Report(long value)
    {
        if (value >= at)
        {
            trip();
        }
    }
}
