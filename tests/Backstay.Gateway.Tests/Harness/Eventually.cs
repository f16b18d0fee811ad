namespace Backstay.Gateway.Tests.Harness;

/// <summary>Waits for what another thread is about to do; gives up only with the test run's own patience.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
