using Backstay.Client;

namespace Backstay.TestKit.Durability;

/// <summary>What a client meets when its server is killed.</summary>
internal static class Gone
{
    /// <summary>Does something until the server is gone, or is stopping; what was under way stands in doubt then.</summary>
    public static async Task TolerateAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception gone) when (gone is BackstayException { Problem.Status: 0 or 503 } or IOException or HttpRequestException or OperationCanceledException)
        {
            // Nobody knows what became of it, and nobody was told.
        }
    }
}
