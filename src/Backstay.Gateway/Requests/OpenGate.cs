using Backstay.Core.Primitives;

namespace Backstay.Gateway.Requests;

/// <summary>Lets everybody in: for a gateway that only this machine can reach.</summary>
internal sealed class OpenGate : ICallerGate
{
    public ValueTask<Problem?> CheckAsync(string? authorization, CancellationToken ct) => default;
}
