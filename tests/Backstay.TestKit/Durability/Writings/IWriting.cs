using Backstay.Client;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>
/// One kind of thing that a writer writes, with its own list, outside the server's reach, of what was acknowledged and of
/// what stands in doubt since its answer never came.
/// </summary>
internal interface IWriting
{
    /// <summary>Acknowledged so far.</summary>
    int Acknowledged { get; }

    /// <summary>Writes one thing; returns when it is acknowledged, throws when the server is gone.</summary>
    Task WriteAsync(BackstayClient client, CancellationToken ct);

    /// <summary>
    /// After a restart: all that was acknowledged is there as it was sent, what is in doubt is there whole or not at all, and
    /// nothing else is.
    /// </summary>
    /// <param name="all">False where only what the process before acknowledged is to be read byte for byte.</param>
    Task CheckAsync(BackstayClient client, bool all, CancellationToken ct);
}
