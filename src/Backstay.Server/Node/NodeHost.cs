using Backstay.Core.Primitives;
using Backstay.Hosting;

namespace Backstay.Server.Node;

/// <summary>This node's model host; null where the native runtime is not installed.</summary>
public sealed record NodeHost(ModelHost? Host)
{
    /// <summary>The answer to whom it is asked for where there is none.</summary>
    internal static Problem Missing { get; } = Problem.Unavailable(
        "no-host",
        "This node has no model host: the ONNX runtime's library was not found.",
        "Run 'npm ci --ignore-scripts' in Backstay's folder and restart.");
}
