using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Compilation;

/// <summary>Rules are evaluated for every request: filling a frame and evaluating them allocates nothing.</summary>
public sealed class CompiledAllocationTests
{
    private const int Times = 2_000;

    private static readonly ExpressionEnvironment Declared = new(
    [
        new("tenant", CelType.String), new("latency", CelType.Double), new("risk", CelType.String), new("count", CelType.Int), new("size", CelType.Uint),
        new("age", CelType.Duration), new("at", CelType.Timestamp), new("flag", CelType.Bool), new("tags", CelType.List(CelType.String)), new("request", Sample.Request),
        new("baseline", CelType.Double),
    ]);

    [Theory]
    [InlineData("tenant == 'acme' && latency < 250.0 && risk in ['low', 'medium']", true)]
    [InlineData("tenant != 'acme' || latency < 250 && !(risk in ['high'])", true)]
    [InlineData("tenant.startsWith('ac') && count >= 3 && size == 3u && flag && age < duration('1m')", true)]
    [InlineData("latency < 1.5 * baseline + 3.0 && count % 2 == 1", true)]
    [InlineData("at < timestamp('2030-01-01T00:00:00Z') && count in [1, 3, 5]", true)]
    [InlineData("at < timestamp('2030-01-01T00:00:00Z') && at.getFullYear() == 1970", true)]
    [InlineData("request.size > 5 && request.headers['tenant'] == 'acme' && has(request.user) && !has(request.path)", false)]
    [InlineData("tags.exists(t, t.startsWith('risk:')) && tags.all(t, size(t) < 20) && 'eu' in tags", true)]
    [InlineData("flag ? risk == 'low' : risk == 'high'", true)]
    [InlineData("cel.bind(limit, baseline * 2.0, latency < limit && limit > 0.0)", true)]
    public void A_typical_rule_allocates_nothing(string source, bool expected)
    {
        var compiled = Declared.Check(source).Value.Compile();
        var frame = Declared.NewFrame();
        var tags = Value.List(Value.String("eu"), Value.String("risk:low"));
        var request = Value.Object(new(Sample.Request, ("size", Value.Int(7)), ("headers", Value.Map(MapValue.Of(("tenant", Value.String("acme")))))));
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            Run();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(expected ? Truth.True : Truth.False, compiled.Test(frame));

        void Run()
        {
            frame.Clear();
            frame.SetString(0, "acme");
            frame.SetDouble(1, 12.5);
            frame.SetString(2, "low");
            frame.SetInt(3, 3);
            frame.SetUint(4, 3);
            frame.SetDuration(5, 5);
            frame.SetTimestamp(6, new(0, 0));
            frame.SetBool(7, true);
            frame.Set(8, tags);
            frame.Set(9, request);
            frame.SetDouble(10, 20);
            compiled.Test(frame);
        }
    }
}
