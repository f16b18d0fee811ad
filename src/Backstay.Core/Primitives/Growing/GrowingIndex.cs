using System.Numerics;

namespace Backstay.Core.Primitives.Growing;

/// <summary>
/// Numbers of rows by the hash of their key, for keys that are kept elsewhere: who looks compares the key. Insert-only, in many
/// small tables that double one at a time, so that growth never stalls anybody. One writer; readers on any thread may see
/// rows that are newer than what they look at, and pass over them.
/// </summary>
internal sealed class GrowingIndex
{
    private const int TableBits = 8;
    private const int FirstSize = 16;

    private readonly Table[] _tables = new Table[1 << TableBits];

    public GrowingIndex() => Array.Fill(_tables, Table.Empty);

    /// <summary>Rows that may have the key, by their hash: to be compared.</summary>
    public Candidates Find(ulong hash) => new(Volatile.Read(ref _tables[hash >> (64 - TableBits)]), hash);

    /// <summary>A hash of 32 bits over all 64.</summary>
    public static ulong Spread(int hash) => (uint)hash * 0x9E3779B97F4A7C15UL;

    public void Add(ulong hash, int row)
    {
        ref var table = ref _tables[hash >> (64 - TableBits)];
        if (table.IsFull)
        {
            var larger = new Table(Math.Max(FirstSize, 2 * table.Slots.Length));
            foreach (var slot in table.Slots)
            {
                if (slot != 0)
                {
                    larger.Put(slot);
                }
            }

            larger.Used = table.Used;
            Volatile.Write(ref table, larger);
        }

        table.Put(Slot(hash, row));
        table.Used++;
    }

    // The hash's lower half is kept beside the row: most rows that merely share a place are passed over without a look at them.
    private static ulong Slot(ulong hash, int row) => (hash << 32) | (uint)(row + 1);

    internal sealed class Table(int size)
    {
        public ulong[] Slots { get; } = new ulong[size];

        public int Used { get; set; }

        /// <summary>What every index begins with; full, so that nothing is put here.</summary>
        public static Table Empty { get; } = new(1);

        public bool IsFull => Used * 4 >= Slots.Length * 3 || this == Empty;

        public void Put(ulong slot)
        {
            var place = PlaceOf(slot >> 32);
            while (Slots[place] != 0)
            {
                place = (place + 1) & (Slots.Length - 1);
            }

            Volatile.Write(ref Slots[place], slot);
        }

        public int PlaceOf(ulong lowHash) => (int)(BitOperations.RotateLeft((uint)lowHash * 0x9E3779B1u, 15) & (uint)(Slots.Length - 1));
    }

    /// <summary>A walk over the rows that may have a key.</summary>
    internal ref struct Candidates(Table table, ulong hash)
    {
        private readonly ulong _low = hash & uint.MaxValue;
        private int _place = table.PlaceOf(hash & uint.MaxValue);

        public int Current { get; private set; }

        public readonly Candidates GetEnumerator() => this;

        public bool MoveNext()
        {
            while (Volatile.Read(ref table.Slots[_place]) is not 0 and var slot)
            {
                _place = (_place + 1) & (table.Slots.Length - 1);
                if (slot >> 32 == _low)
                {
                    Current = (int)(uint)slot - 1;
                    return true;
                }
            }

            return false;
        }
    }
}
