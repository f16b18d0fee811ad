using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Tests.World.Plain;

namespace Backstay.Core.Tests.Ledger;

/// <summary>The window on the remembered commands against the plain one, over more of them than two windows hold.</summary>
public sealed class CommandWindowTests
{
    private const int Commands = (2 * PlainCommands.Capacity) + 30_000;

    /// <summary>Some come again within the window, some after they left it.</summary>
    private const int Keys = 150_000;

    [Fact]
    public void Every_window_remembers_what_the_plain_one_remembers()
    {
        var random = new Random(20261121);
        var (root, plain, seq) = (IdempotencyState.Empty, PlainCommands.Empty, 1L);
        var held = new List<(IdempotencyState Root, PlainCommands Plain)>();
        while (plain.All < Commands)
        {
            var (count, way) = (random.Next(1, 4_000), random.Next(3));
            var half = root;
            for (var i = 0; i < count; i++)
            {
                foreach (var entry in NextCommand(random, ref seq))
                {
                    root = way == 0 ? root.Extend(entry) : root.Apply(entry);
                    plain = plain.Apply(entry);
                }

                half = i == count / 2 ? root : half;
            }

            // Replayed; or the first half lands while the second is decided behind it; or all of it at once.
            root = way == 1 ? root.Rebase(half.Settle()) : root;
            AssertSame(root, plain, from: random.Next(1_000), step: 1_000);
            root = root.Settle();
            held.Add((root, plain));
        }

        AssertSame(root, plain, from: 0, step: 1);
        Assert.All(held, pair => AssertSame(pair.Root, pair.Plain, from: random.Next(1_000), step: 1_000));
    }

    private static void AssertSame(IdempotencyState root, PlainCommands plain, int from, int step)
    {
        Assert.Equal(plain.Window.Count, root.Count);
        for (var key = from; key < Keys; key += step)
        {
            Assert.Equal(plain.Find("tok", $"k{key}"), root.Find("tok", $"k{key}"));
        }
    }

    /// <summary>A command of one entry or two.</summary>
    private static LedgerEntry[] NextCommand(Random random, ref long seq)
    {
        var entries = new LedgerEntry[random.Next(1, 3)];
        var (key, body) = ($"k{random.Next(Keys)}", Digest.Of(BitConverter.GetBytes(seq)));
        for (var i = 0; i < entries.Length; i++)
        {
            var command = new CommandRef(key, body, i, entries.Length);
            entries[i] = new LedgerEntry(seq++, "default", DateTimeOffset.UnixEpoch, new Actor("ann", null, "tok"), command, "a.kind", 1, default);
        }

        return entries;
    }
}
