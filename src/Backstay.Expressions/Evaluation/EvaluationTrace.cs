using Backstay.Expressions.Checking;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Evaluation;

/// <summary>What each node was in one evaluation.</summary>
internal sealed class EvaluationTrace(int nodes)
{
    private readonly long[] _times = new long[nodes];
    private readonly List<Value>?[] _values = new List<Value>?[nodes];

    public void Record(CheckedNode node, Value value)
    {
        _times[node.Id]++;
        var values = _values[node.Id] ??= [];
        if (values.Count < Explanation.MostValues)
        {
            values.Add(value);
        }
    }

    public long TimesOf(CheckedNode node) => _times[node.Id];

    public IReadOnlyList<Value> ValuesOf(CheckedNode node) => _values[node.Id] ?? [];
}
