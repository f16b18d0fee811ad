using System.Text.Json;

namespace Backstay.Gateway.Fields;

/// <summary>One step of the wanted paths: its next steps and the slots of the paths that end here.</summary>
internal sealed class FieldNode
{
    private readonly List<Branch> _branches = [];
    private int[] _slots = [];

    public bool IsLeaf => _branches.Count == 0;

    public ReadOnlySpan<int> Slots => _slots;

    /// <summary>The step for the member whose name the reader stands on; null where no path goes there.</summary>
    public FieldNode? FindMember(ref Utf8JsonReader json)
    {
        foreach (var branch in _branches)
        {
            if (json.ValueTextEquals(branch.Name))
            {
                return branch.Node;
            }
        }

        return null;
    }

    /// <summary>The step for an array's item; null where no path goes there.</summary>
    public FieldNode? FindItem(int index)
    {
        foreach (var branch in _branches)
        {
            if (branch.Index == index)
            {
                return branch.Node;
            }
        }

        return null;
    }

    internal FieldNode Step(string name)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name);
        foreach (var branch in _branches)
        {
            if (branch.Name.AsSpan().SequenceEqual(utf8))
            {
                return branch.Node;
            }
        }

        var isIndex = int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index);
        var node = new FieldNode();
        _branches.Add(new Branch(utf8, isIndex ? index : -1, node));
        return node;
    }

    internal void AddSlot(int slot) => _slots = [.. _slots, slot];

    private readonly record struct Branch(byte[] Name, int Index, FieldNode Node);
}
