using System.Reflection;
using Backstay.Core.World;
using Backstay.Gateway.Metrics;
using Backstay.Hosting;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Architecture.Tests;

/// <summary>A port that needs many methods is two ports.</summary>
public sealed class PortTests
{
    private const int MaxMethods = 6;

    [Fact]
    public void An_interface_has_at_most_six_methods()
    {
        Assembly[] assemblies =
        [
            typeof(WorldState).Assembly, typeof(DataFolderLock).Assembly, typeof(GatewayMetrics).Assembly,
            typeof(ModelHost).Assembly, typeof(BackstayNode).Assembly,
        ];
        var ports = assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsInterface).ToArray();

        Assert.NotEmpty(ports);
        Assert.Empty(
            from port in ports
            let methods = port.GetMethods().Count(method => !method.IsSpecialName)
            where methods > MaxMethods
            select $"{port.Name}: {methods}");
    }
}
