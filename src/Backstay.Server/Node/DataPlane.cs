using Backstay.Core.World;
using Backstay.Gateway.Tables;
using Backstay.Hosting;
using Backstay.Server.Degraded;
using Backstay.Server.Loops;
using Backstay.Server.Security;

namespace Backstay.Server.Node;

/// <summary>
/// What answers callers, with the ledger or without it. It is built once and goes on when a ledger comes later: what depends on
/// the ledger is asked for each time.
/// </summary>
/// <param name="world">Until there is a better one.</param>
internal sealed class DataPlane(WorldState world)
{
    private volatile Func<WorldState> _current = () => world;
    private volatile Func<ModelKey, bool> _isNeeded = _ => true;

    /// <summary>The state that callers are let in by.</summary>
    public Func<WorldState> Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Whether a hosted model may be asked for; until somebody looked, all are.</summary>
    public Func<ModelKey, bool> IsNeeded
    {
        get => _isNeeded;
        set => _isNeeded = value;
    }

    public required DegradedTelemetry Telemetry { get; init; }

    public required LastTable Kept { get; init; }

    public required CallerAuthenticator Authenticator { get; init; }

    /// <summary>Null where the native runtime is not installed.</summary>
    public required ModelHost? Host { get; init; }

    public required WebApplication Gateway { get; init; }

    /// <summary>What judges hear of.</summary>
    public required JudgeFeed Feed { get; init; }

    public GatewayTables Tables => Gateway.Services.GetRequiredService<GatewayTables>();

    public ReleaseRuntimes Runtimes => Gateway.Services.GetRequiredService<ReleaseRuntimes>();
}
