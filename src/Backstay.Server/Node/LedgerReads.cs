using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.Server.Node;

/// <summary>How reads look at the ledger.</summary>
public static class LedgerReads
{
    /// <summary>The state now, or as it was at the position that a caller asks for with <c>?at=</c>.</summary>
    public static async Task<Result<WorldState>> ReadAsync(this LedgerSession ledger, long? at, CancellationToken ct)
    {
        if (at is not { } position)
        {
            return ledger.Current;
        }

        var state = await ledger.ReadAtAsync(position, ct);
        return state.TryGet(out var world, out var problem)
            ? world
            : problem.Kind == ProblemKind.Invalid ? problem with { Field = "at" } : problem;
    }
}
