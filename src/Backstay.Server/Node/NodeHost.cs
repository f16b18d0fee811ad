using Backstay.Hosting;

namespace Backstay.Server.Node;

/// <summary>This node's model host; null where the native runtime is not installed.</summary>
public sealed record NodeHost(ModelHost? Host);
