using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;

namespace Backstay.Gateway.Shadows;

/// <summary>A request that its caller has the answer to, on its way to a shadow. Owns the question.</summary>
/// <param name="ArrivedTicks">The caller's arrival on the monotonic clock.</param>
/// <param name="WasServed">Whether a release took the input, so that a refusal is the shadow's own.</param>
internal sealed record ShadowCopy(
    Guid Decision, LiveEndpoint Endpoint, LiveTarget Target, Question Question, int DeadlineMs, long ArrivedTicks, bool WasServed);
