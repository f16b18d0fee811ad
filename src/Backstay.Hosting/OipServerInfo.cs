namespace Backstay.Hosting;

/// <summary>How the server names itself to the protocol's clients.</summary>
public sealed record OipServerInfo(string Name, string Version);
