using Backstay.Core.Routing;

namespace Backstay.Server.Node;

/// <summary>Hands the gateway's records to the store and to the judge; neither can hold the other up.</summary>
internal sealed class DecisionFan(IReadOnlyList<IDecisionSink> sinks) : IDecisionSink
{
    public void Record(DecisionRecord decision)
    {
        foreach (var sink in sinks)
        {
            sink.Record(decision);
        }
    }

    public void Record(ShadowRecord shadow)
    {
        foreach (var sink in sinks)
        {
            sink.Record(shadow);
        }
    }
}
