namespace Backstay.Core.Routing;

/// <summary>
/// Where the gateway leaves its records. Never blocks, never throws: what can't be taken is dropped and counted.
/// </summary>
public interface IDecisionSink
{
    void Record(DecisionRecord decision);

    void Record(ShadowRecord shadow);
}
