namespace Backstay.Core.Rollouts.Judging;

/// <summary>Things that wait for others under a decision's id, the latest <paramref name="capacity"/> of them.</summary>
internal sealed class Waiting<T>(int capacity)
    where T : class
{
    private readonly Dictionary<Guid, T> _items = [];
    private readonly Queue<Guid> _order = new();

    /// <summary>Things that still waited when their room was needed.</summary>
    public long GivenUp { get; private set; }

    public void Add(Guid id, T item)
    {
        if (!_items.TryAdd(id, item))
        {
            return;
        }

        _order.Enqueue(id);
        if (_order.Count > capacity && _items.Remove(_order.Dequeue()))
        {
            GivenUp++;
        }
    }

    public T? Find(Guid id) => _items.GetValueOrDefault(id);

    public void Remove(Guid id) => _items.Remove(id);
}
