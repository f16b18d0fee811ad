namespace Backstay.Core.Primitives;

/// <summary>The last few canonical values that a walk met in one place, as the same ones come again and again. For one thread.</summary>
internal sealed class RecentValues
{
    private const int Places = 8;
    private const int Longest = 4 * 1024;

    private readonly byte[]?[] _values = new byte[Places][];
    private int _next;

    /// <summary>The length of the known value that the bytes begin with; 0 for none.</summary>
    public int LengthOf(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in _values)
        {
            if (value is not null && bytes.StartsWith(value))
            {
                return value.Length;
            }
        }

        return 0;
    }

    /// <summary>Keeps an object, an array or a text, whose end is its own: a number could go on.</summary>
    public void Keep(ReadOnlySpan<byte> value)
    {
        if (value.Length <= Longest && value[0] is (byte)'{' or (byte)'[' or (byte)'"' && LengthOf(value) != value.Length)
        {
            _values[_next] = value.ToArray();
            _next = (_next + 1) % Places;
        }
    }
}
