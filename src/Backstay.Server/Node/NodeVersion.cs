using System.Reflection;

namespace Backstay.Server.Node;

internal static class NodeVersion
{
    /// <summary>The product's version, as built.</summary>
    public static string Text { get; } =
        typeof(NodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
