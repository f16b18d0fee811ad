using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;

namespace Backstay.TestKit.Durability.Writings;

/// <summary><c>system set</c>: a few systems whose versions rise.</summary>
internal sealed class SystemWriting(string writer, Random random) : IWriting
{
    private readonly RisingValue[] _systems = [new(), new(), new()];
    private SystemView? _last;

    public int Acknowledged { get; private set; }

    public async Task WriteAsync(BackstayClient client, CancellationToken ct)
    {
        var system = random.Next(_systems.Length);
        var number = _systems[system].Next();
        var set = await SetAsync(client, NameOf(system), new SemanticVersion(1, number, 0, null), ct);
        Assert.Equal(number, set.Version.Minor);
        _last = set;
        _systems[system].Acknowledge(number);
        Acknowledged++;
    }

    /// <summary>Sends the last acknowledged one again: the answer is the one that was given.</summary>
    public async Task RepeatAsync(BackstayClient client, CancellationToken ct)
    {
        if (_last is { } last)
        {
            Assert.Equal(last, await SetAsync(client, last.System, last.Version, ct));
        }
    }

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        var found = (await client.ListSystemsAsync(ct)).Items.ToDictionary(system => system.System, system => system.Version.Minor);
        for (var system = 0; system < _systems.Length; system++)
        {
            _systems[system].Check($"System {NameOf(system)}", found.TryGetValue(NameOf(system), out var number) ? number : null);
        }
    }

    private static Task<SystemView> SetAsync(BackstayClient client, Name system, SemanticVersion version, CancellationToken ct) =>
        client.SetSystemAsync(system, new SetSystemRequest { Version = version, Why = "It moved on." }, $"{system}-at-{version}", ct);

    private Name NameOf(int system) => Name.Parse(FormattableString.Invariant($"{writer}-system-{system}"));
}
