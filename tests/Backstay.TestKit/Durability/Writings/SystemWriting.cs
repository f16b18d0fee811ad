using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;

namespace Backstay.TestKit.Durability.Writings;

/// <summary><c>system set</c>: a few systems whose versions rise.</summary>
internal sealed class SystemWriting(string writer, Random random) : IWriting
{
    private readonly RisingValue[] _systems = [new(), new(), new()];

    public int Acknowledged { get; private set; }

    public async Task WriteAsync(BackstayClient client, CancellationToken ct)
    {
        var system = random.Next(_systems.Length);
        var number = _systems[system].Next();
        var set = await client.SetSystemAsync(
            NameOf(system), new SetSystemRequest { Version = new SemanticVersion(1, number, 0, null), Why = "It moved on." }, idempotencyKey: null, ct);
        Assert.Equal(number, set.Version.Minor);
        _systems[system].Acknowledge(number);
        Acknowledged++;
    }

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        var found = (await client.ListSystemsAsync(ct)).Items.ToDictionary(system => system.System, system => system.Version.Minor);
        for (var system = 0; system < _systems.Length; system++)
        {
            _systems[system].Check($"System {NameOf(system)}", found.TryGetValue(NameOf(system), out var number) ? number : null);
        }
    }

    private Name NameOf(int system) => Name.Parse(FormattableString.Invariant($"{writer}-system-{system}"));
}
