using Backstay.Client;
using Backstay.Client.Ledger;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>Checkpoints: what was handed out is kept.</summary>
internal sealed class CheckpointWriting : IWriting
{
    private readonly List<string> _notes = [];

    public int Acknowledged => _notes.Count;

    public IReadOnlyList<string> Notes => _notes;

    public async Task WriteAsync(BackstayClient client, CancellationToken ct) =>
        _notes.Add(await new LedgerClient(client).CheckpointAsync(ct));

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        var kept = (await new LedgerClient(client).CheckpointsAsync(ct)).Select(checkpoint => checkpoint.Note).ToHashSet(StringComparer.Ordinal);
        Assert.All(_notes, note => Assert.Contains(note, kept));
    }
}
