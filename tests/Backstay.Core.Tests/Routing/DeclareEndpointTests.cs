using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.Core.Tests.Routing;

public sealed class DeclareEndpointTests
{
    private static readonly DecideContext Context = new(new Actor("ann", null, null), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), seed: default);

    [Fact]
    public void The_same_declaration_again_is_nothing_new_before_and_after_a_replay()
    {
        var command = Declare("""{ "late": 1.50, "answer": "caf\u00e9" }""");
        var fact = (EndpointDeclared)EndpointDecider.Decide(RoutingState.Empty, command, Context).Value.Facts[0];
        var payload = Catalogs.Facts.Encode(fact).Value;
        var replayed = JsonSerializer.Deserialize(payload.Span, RoutingJson.Default.EndpointDeclared)!;
        var head = new EntryHead(1, Context.Time, Context.Actor);

        Assert.Equal(replayed.Config.SafeDefault?.Body.GetRawText(), fact.Config.SafeDefault?.Body.GetRawText());
        Assert.Empty(EndpointDecider.Decide(RoutingState.Empty.Apply(head, fact), command, Context).Value.Facts);
        Assert.Empty(EndpointDecider.Decide(RoutingState.Empty.Apply(head, replayed), command, Context).Value.Facts);
    }

    [Fact]
    public void A_safe_default_that_has_no_canonical_form_is_refused_by_name()
    {
        var decided = EndpointDecider.Decide(RoutingState.Empty, Declare("""{ "a": 1, "a": 2 }"""), Context);

        Assert.Equal("safeDefault", decided.Problem?.Field);
    }

    private static DeclareEndpoint Declare(string safeDefault) => new(
        new EndpointConfig
        {
            Endpoint = Name.Parse("delay"),
            Stage = EndpointStage.Production,
            Owner = "ann",
            Backends = [new BackendConfig(Name.Parse("host"), BackendProtocol.Hosted, null, null, true)],
            Demands = ReleaseDemands.CheckOrShadow,
            SafeDefault = new SafeDefault(JsonElement.Parse(safeDefault)),
        },
        "because");
}
