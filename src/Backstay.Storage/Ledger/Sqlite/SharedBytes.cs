namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>
/// Copies of many byte strings that come and go together, in few arrays: a long read would otherwise make the collector clear
/// and gather one for each. Who keeps one copy keeps its neighbours too.
/// </summary>
internal sealed class SharedBytes
{
    /// <summary>Below the size from which the collector treats arrays as long-lived.</summary>
    private const int ArraySize = 64 * 1024;

    private byte[] _array = [];
    private int _used;
    private bool _isMany;

    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        if (!_isMany)
        {
            _isMany = true; // the first may be the only one
            return bytes.ToArray();
        }

        if (_array.Length - _used < bytes.Length)
        {
            _array = GC.AllocateUninitializedArray<byte>(Math.Max(ArraySize, bytes.Length));
            _used = 0;
        }

        var copy = _array.AsMemory(_used, bytes.Length);
        bytes.CopyTo(copy.Span);
        _used += bytes.Length;
        return copy;
    }
}
