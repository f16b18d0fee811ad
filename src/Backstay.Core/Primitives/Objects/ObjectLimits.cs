using System.Globalization;

namespace Backstay.Core.Primitives.Objects;

/// <summary>What is said of objects that are too large for what is to be done with them.</summary>
public static class ObjectLimits
{
    public static Problem TooLarge(long size, long maxBytes) => new(
        ProblemKind.TooLarge,
        "object-too-large",
        string.Create(CultureInfo.InvariantCulture, $"This object has {size} bytes; what is read here has at most {maxBytes}."));
}
