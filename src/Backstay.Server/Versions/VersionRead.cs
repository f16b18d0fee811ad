using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Server.Api;
using Backstay.Server.Node;

namespace Backstay.Server.Versions;

/// <summary>What every read of one version takes: the version in the path, and at which position to look.</summary>
internal sealed record VersionRead(string Kind, string Name, string Number, long? At, LedgerSession Ledger)
{
    /// <summary>The state to read from, and the version, which is registered in it.</summary>
    public async Task<Result<(WorldState World, RegisteredVersion Version)>> FindAsync(CancellationToken ct)
    {
        if (!QueryTexts.ParseVersion(Kind, Name, Number).TryGet(out var id, out var wrong))
        {
            return wrong;
        }

        if (!(await Ledger.ReadAsync(At, ct)).TryGet(out var world, out var problem))
        {
            return problem;
        }

        return VersionReader.Find(world, id).Map(version => (world, version));
    }
}
