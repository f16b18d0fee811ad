namespace Backstay.Server.Node;

/// <summary>A server that others can reach was about to start with nobody able to tell who they are.</summary>
public sealed class OpenListenerException(Uri address)
    : Exception($"{address} can be reached from other machines, and there is no live admin token.");
