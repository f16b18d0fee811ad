using System.Text.Json;

namespace Backstay.Client.Tests;

public sealed class WireJsonTests
{
    [Fact]
    public void Strong_evidence_reads_as_the_ledger_writes_it_and_is_written_as_a_number()
    {
        Assert.Equal(1e17, JsonSerializer.Deserialize<double>("\"100000000000000000\"", WireJson.Options));
        Assert.Equal(1e17, JsonSerializer.Deserialize<double>("1e17", WireJson.Options));
        Assert.Equal("1E+17", JsonSerializer.Serialize(1e17, WireJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<double>("\"1.5\"", WireJson.Options));
    }
}
