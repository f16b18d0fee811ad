namespace Backstay.Server.Node;

/// <summary>A server that others can reach was about to start with nobody able to tell who they are.</summary>
/// <param name="hadTokens">Whether the ledger has tokens: then none can be made on loopback either.</param>
public sealed class OpenListenerException(Uri address, bool hadTokens)
    : Exception($"{address} can be reached from other machines, and there is no live admin token.")
{
    /// <summary>Whether the ledger has tokens, of which no admin one is live any more.</summary>
    public bool HadTokens { get; } = hadTokens;
}
