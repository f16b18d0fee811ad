using Backstay.Client;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>Tokens made under idempotency keys, some of them revoked afterwards.</summary>
internal sealed class TokenWriting(string writer, Random random) : IWriting
{
    private readonly List<string> _created = [];
    private readonly List<string> _revoked = [];
    private readonly List<string> _inDoubt = [];
    private int _next;

    public int Acknowledged => _created.Count + _revoked.Count;

    /// <summary>All that may be there.</summary>
    public IEnumerable<string> Known => _created.Concat(_inDoubt);

    /// <summary>Whose creation is worth repeating: those in doubt, and some that are not.</summary>
    public IEnumerable<string> ToRepeat => _inDoubt.Concat(_created.TakeLast(5));

    /// <summary>Repeats a creation under its key: the answer must not depend on whether the first one was done.</summary>
    public static Task<CreatedToken> CreateAsync(BackstayClient client, string name, CancellationToken ct) => new TokenClient(client).CreateAsync(
        new NewToken { Name = Name.Parse(name), Scope = TokenScope.Observer, Holder = HolderOf(name), LifetimeDays = 30 }, "key-of-" + name, ct);

    public static string HolderOf(string name) => "holder-of-" + name;

    public async Task WriteAsync(BackstayClient client, CancellationToken ct)
    {
        if (random.Next(6) == 0 && _created.Count > _revoked.Count)
        {
            var victim = _created[_revoked.Count];
            await new TokenClient(client).RevokeAsync(Name.Parse(victim), "Its turn to end.", ct);
            _revoked.Add(victim);
            return;
        }

        var name = FormattableString.Invariant($"{writer}-{_next++}");
        _inDoubt.Add(name);
        await CreateAsync(client, name, ct);
        _inDoubt.RemoveAt(_inDoubt.Count - 1);
        _created.Add(name);
    }

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        var tokens = (await new TokenClient(client).ListAsync(ct)).ToDictionary(token => token.Name.ToString(), StringComparer.Ordinal);
        foreach (var name in _created)
        {
            Assert.True(tokens.TryGetValue(name, out var token), $"The acknowledged token {name} is lost.");
            Assert.Equal(HolderOf(name), token.Holder);
        }

        Assert.All(_revoked, name => Assert.Equal(TokenCondition.Revoked, tokens[name].Condition));
        var own = tokens.Values.Where(token => token.Name.ToString().StartsWith(writer + "-", StringComparison.Ordinal)).ToArray();
        Assert.All(own, token => Assert.Contains(token.Name.ToString(), Known));
        Assert.All(own, token => Assert.Equal(HolderOf(token.Name.ToString()), token.Holder));
    }
}
