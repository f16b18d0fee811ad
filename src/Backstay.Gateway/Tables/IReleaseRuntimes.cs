using Backstay.Core.Routing;

namespace Backstay.Gateway.Tables;

/// <summary>What is there to answer, looked up when a table is bound and never on a request's path.</summary>
public interface IReleaseRuntimes
{
    /// <summary>Null where the release is cold here.</summary>
    ReleaseRuntime? Find(string endpoint, RouteTarget target);
}
