using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;

namespace Backstay.Server.Node;

/// <summary>
/// Decides commands one after the other, each against the state plus what the ones before it would add, and records
/// nothing: for plans, and to refuse before anything costly is begun.
/// </summary>
internal sealed class WhatIf(WorldState world, Actor actor, DateTimeOffset now)
{
    private static readonly CommandRef NoCommand = new("what-if", default, 0, 1);

    /// <summary>The state as it would be.</summary>
    public WorldState World { get; private set; } = world;

    /// <summary>What the command would add; nothing is kept of a refused one.</summary>
    public Result<ImmutableArray<IFact>> Try(ICommand command)
    {
        var time = now > World.Time ? now : World.Time;
        var decided = Dispatch.Decide(World, command, new DecideContext(actor, time, seed: default));
        if (!decided.IsOk)
        {
            return decided.Problem;
        }

        foreach (var fact in decided.Value.Facts)
        {
            var kind = Catalogs.Facts.KindOf(fact);
            var entry = new LedgerEntry(
                World.Position + 1, LedgerSession.Workspace, time, actor, NoCommand, kind.Name, kind.Version, ReadOnlyMemory<byte>.Empty);
            World = World.Apply(entry, fact);
        }

        return decided.Value.Facts;
    }
}
