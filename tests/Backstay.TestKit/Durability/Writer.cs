using Backstay.Client;
using Backstay.TestKit.Durability.Writings;

namespace Backstay.TestKit.Durability;

/// <summary>One client that writes a bit of everything, under names of its own, and keeps its own list of what was acknowledged.</summary>
internal sealed class Writer
{
    private readonly Random _random;
    private readonly IWriting[] _writings;

    public Writer(int number, int seed)
    {
        var name = FormattableString.Invariant($"w{number}");
        _random = new Random(seed);
        Tokens = new TokenWriting(name, _random);
        Checkpoints = new CheckpointWriting();
        Objects = new ObjectWriting(_random);
        Bulk = new BulkWriting(name);
        Systems = new SystemWriting(name, _random);
        Versions = new VersionWriting(name, _random);
        _writings = [Tokens, Checkpoints, Objects, Systems, new EndpointWriting(name, _random), Versions];
    }

    public TokenWriting Tokens { get; }

    public CheckpointWriting Checkpoints { get; }

    public ObjectWriting Objects { get; }

    public SystemWriting Systems { get; }

    public VersionWriting Versions { get; }

    public BulkWriting Bulk { get; }

    /// <summary>How many kinds of things it writes.</summary>
    public int Kinds => _writings.Length;

    /// <summary>How much of each kind was acknowledged.</summary>
    public IEnumerable<(string Kind, int Count)> Acknowledged => _writings
        .Select(writing => (writing.GetType().Name.Replace("Writing", string.Empty, StringComparison.Ordinal), writing.Acknowledged))
        .Append(("Bulk", Bulk.Acknowledged));

    /// <summary>Writes until the server is gone; says each acknowledgement as it comes.</summary>
    public Task RunAsync(Uri api, string admin, Action acknowledged, CancellationToken ct) => UntilGoneAsync(api, admin, async client =>
    {
        while (!ct.IsCancellationRequested)
        {
            await _writings[_random.Next(_writings.Length)].WriteAsync(client, ct);
            acknowledged();
        }
    });

    /// <summary>Writes one thing of a kind.</summary>
    public Task WriteAsync(BackstayClient client, int kind, CancellationToken ct) => _writings[kind].WriteAsync(client, ct);

    /// <summary>Whether a kind goes through the ledger alone, and so by one and the same way.</summary>
    public bool IsCommand(int kind) => _writings[kind] is TokenWriting or SystemWriting or EndpointWriting;

    /// <summary>Fills the ledger until the server is gone.</summary>
    public Task FillAsync(Uri api, string admin, CancellationToken ct) => UntilGoneAsync(api, admin, async client =>
    {
        while (!ct.IsCancellationRequested)
        {
            await Bulk.WriteAsync(client, ct);
        }
    });

    /// <summary>Uploads one object, in the middle of which the server is to be gone.</summary>
    public Task UploadAsync(Uri api, string admin, int size, IProgress<long> sent, CancellationToken ct) =>
        UntilGoneAsync(api, admin, client => Objects.UploadAsync(client, size, sent, ct));

    /// <inheritdoc cref="IWriting.CheckAsync"/>
    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        foreach (var writing in _writings)
        {
            await writing.CheckAsync(client, all, ct);
        }

        await Bulk.CheckAsync(client, all, ct);
    }

    private static async Task UntilGoneAsync(Uri api, string admin, Func<BackstayClient, Task> write)
    {
        using var client = new BackstayClient(api, admin);
        await Gone.TolerateAsync(() => write(client));
    }
}
