using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>Endpoints declared again and again; every field tells which declaration it is of.</summary>
internal sealed class EndpointWriting(string writer, Random random) : IWriting
{
    private readonly RisingValue[] _endpoints = [new(), new()];

    public int Acknowledged { get; private set; }

    public async Task WriteAsync(BackstayClient client, CancellationToken ct)
    {
        var endpoint = random.Next(_endpoints.Length);
        var number = _endpoints[endpoint].Next();
        await client.DeclareEndpointAsync(
            NameOf(endpoint),
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Development,
                Owner = OwnerOf(number),
                DeadlineMs = number,
                Backends = [new BackendSpec { Name = Name.Parse("main"), Protocol = BackendProtocol.Hosted }],
                Why = WhyOf(number),
            },
            idempotencyKey: null,
            ct);
        _endpoints[endpoint].Acknowledge(number);
        Acknowledged++;
    }

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        var there = (await client.ListEndpointsAsync(ct)).Items.Select(endpoint => endpoint.Endpoint).ToHashSet();
        for (var endpoint = 0; endpoint < _endpoints.Length; endpoint++)
        {
            var view = there.Contains(NameOf(endpoint)) ? await client.GetEndpointAsync(NameOf(endpoint), ct) : null;
            _endpoints[endpoint].Check($"Endpoint {NameOf(endpoint)}", view?.Config.DeadlineMs);
            if (view is not null)
            {
                Assert.Equal((OwnerOf(view.Config.DeadlineMs), WhyOf(view.Config.DeadlineMs)), (view.Config.Owner, view.Why));
            }
        }
    }

    private static string OwnerOf(int number) => FormattableString.Invariant($"owner-{number}");

    private static string WhyOf(int number) => FormattableString.Invariant($"Declaration {number}.");

    private Name NameOf(int endpoint) => Name.Parse(FormattableString.Invariant($"{writer}-endpoint-{endpoint}"));
}
