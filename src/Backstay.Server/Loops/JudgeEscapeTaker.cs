using Backstay.Gateway.Tables;

namespace Backstay.Server.Loops;

/// <summary>The escape of the gateway in this process.</summary>
internal sealed class JudgeEscapeTaker(GatewayTables tables) : IEscapeTaker
{
    public void TakeEscape(string endpoint, string rollout) => tables.TakeEscape(endpoint, rollout);

    public bool Stands(string endpoint, string rollout) =>
        tables.Escapes.Any(note => note.Endpoint == endpoint && note.Rollout == rollout);
}
