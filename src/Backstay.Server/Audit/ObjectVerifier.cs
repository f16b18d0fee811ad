using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Server.Audit;

/// <summary>How far the objects are read.</summary>
/// <param name="Total">Of all objects that were there at the start, in bytes.</param>
public readonly record struct ObjectProgress(long Bytes, long Total);

/// <summary>Hashes every stored object against its name, and asks whether all that the ledger's entries need is there.</summary>
internal sealed class ObjectVerifier(IObjectStore objects, ObjectUses uses)
{
    private readonly LedgerFindings _findings = new();

    /// <summary>Adds what it finds to what was found in the ledger.</summary>
    public async Task<LedgerVerification> RunAsync(LedgerVerification ledger, IProgress<ObjectProgress>? progress, CancellationToken ct)
    {
        var stored = new List<ObjectInfo>();
        await foreach (var info in objects.ListAsync(ct))
        {
            stored.Add(info);
        }

        var total = stored.Sum(info => info.Size);
        var done = 0L;
        foreach (var (digest, _) in stored)
        {
            var inspected = await objects.InspectAsync(digest, count => progress?.Report(new ObjectProgress(done += count, total)), ct);
            if (inspected.Problem is { } problem)
            {
                Add(LedgerFindingKind.ObjectDamaged, digest, problem.Message);
            }
        }

        var there = stored.Select(info => info.Digest).ToHashSet();
        foreach (var absent in uses.Objects.Where(digest => !there.Contains(digest)))
        {
            Add(LedgerFindingKind.ObjectMissing, absent, $"Object {absent} is not there.");
        }

        return ledger.With(_findings) with { Objects = stored.Count };
    }

    private void Add(LedgerFindingKind kind, Digest digest, string what)
    {
        var (first, last) = uses.EntriesOf(digest);
        _findings.Add(kind, first, last, $"{what} {uses.SentenceOf(digest)}");
    }
}
