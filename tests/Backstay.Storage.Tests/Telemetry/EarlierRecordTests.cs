using System.Text.Json;
using Backstay.Storage.Telemetry;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Telemetry;

/// <summary>Records that an earlier version wrote lack the members that came later, and are read all the same.</summary>
public sealed class EarlierRecordTests
{
    [Theory]
    [InlineData("notReady")]
    [InlineData("kept")]
    public void A_list_that_was_not_written_is_empty(string member)
    {
        var written = JsonSerializer.SerializeToNode(DecisionSamples.Decision(1), TelemetryJson.Default.DecisionRecord)!.AsObject();
        Assert.True(written.Remove(member));

        var read = written.Deserialize(TelemetryJson.Default.DecisionRecord)!;

        Assert.Empty(member == "kept" ? read.Kept.Select(kept => kept.Field) : read.NotReady.Select(role => role.ToString()));
        Assert.Equal([], JsonSerializer.SerializeToNode(read, TelemetryJson.Default.DecisionRecord)![member]!.AsArray());
    }
}
