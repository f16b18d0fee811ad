using System.Globalization;

namespace Backstay.Core.Primitives.Inference;

/// <summary>Arithmetic over shapes.</summary>
public static class TensorShape
{
    /// <summary>
    /// The number of elements, which is 1 for a scalar. False for a negative length or where the product is more than
    /// <paramref name="limit"/>.
    /// </summary>
    public static bool TryCount(ReadOnlySpan<long> shape, int limit, out int count)
    {
        count = 0;
        var product = 1L;
        var empty = false;
        foreach (var length in shape)
        {
            if (length < 0)
            {
                return false;
            }

            // A zero anywhere makes the tensor empty, whatever the other lengths claim.
            if (length == 0)
            {
                empty = true;
            }
            else if (length > limit || (product *= length) > limit)
            {
                return false;
            }
        }

        count = empty ? 0 : (int)product;
        return true;
    }

    /// <summary>The shape for people: <c>[-1,8]</c>.</summary>
    public static string ToText(ReadOnlySpan<long> shape)
    {
        var parts = new string[shape.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = shape[i].ToString(CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(',', parts)}]";
    }
}
