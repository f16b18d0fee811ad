using System.Globalization;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;

namespace Backstay.EndToEnd.Tests.Durability;

/// <summary>
/// One client that keeps its own list of what the server has acknowledged, outside the server's reach: tokens made and
/// revoked under idempotency keys, and checkpoints.
/// </summary>
internal sealed class Writer(int number, int seed)
{
    private readonly Random _random = new(seed);
    private int _next;

    public List<string> Created { get; } = [];

    public List<string> Revoked { get; } = [];

    /// <summary>Commands whose answer never came: the server may have done them or not.</summary>
    public List<string> InDoubt { get; } = [];

    public List<string> Checkpoints { get; } = [];

    /// <summary>Writes until the server is gone; says each acknowledgement as it comes.</summary>
    public async Task RunAsync(Uri api, string admin, Action acknowledged, CancellationToken ct)
    {
        using var client = new BackstayClient(api, admin);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await WriteOneAsync(client, ct);
                acknowledged();
            }
        }
        catch (Exception gone) when (gone is BackstayException { Problem.Status: 0 or 503 } or IOException or HttpRequestException or OperationCanceledException)
        {
            // The server was killed, or is stopping; what was under way stands in doubt.
        }
    }

    /// <summary>Repeats a creation under its key: the answer must not depend on whether the first one was done.</summary>
    public static Task<CreatedToken> CreateAsync(BackstayClient client, string name, CancellationToken ct) => new TokenClient(client).CreateAsync(
        new NewToken { Name = Name.Parse(name), Scope = TokenScope.Observer, Holder = "holder-of-" + name, LifetimeDays = 30 }, "key-of-" + name, ct);

    private async Task WriteOneAsync(BackstayClient client, CancellationToken ct)
    {
        var kind = _random.Next(10);
        if (kind == 0 && Created.Count > Revoked.Count)
        {
            var victim = Created[Revoked.Count];
            await new TokenClient(client).RevokeAsync(Name.Parse(victim), "Its turn to end.", ct);
            Revoked.Add(victim);
        }
        else if (kind == 1)
        {
            Checkpoints.Add(await new LedgerClient(client).CheckpointAsync(ct));
        }
        else
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"w{number}-{_next++}");
            InDoubt.Add(name);
            await CreateAsync(client, name, ct);
            InDoubt.RemoveAt(InDoubt.Count - 1);
            Created.Add(name);
        }
    }
}
