namespace Backstay.Fuzz.Inputs;

/// <summary>How chance is used here. Everything comes from seeds, so that each case can be made again by itself.</summary>
public static class Draws
{
    /// <summary>The chance of one case: of a run's seed, the name of what is tried, and the case's number.</summary>
    public static Random Of(int seed, string what, int number)
    {
        var mixed = unchecked((uint)seed * 2_654_435_761u);
        foreach (var c in what)
        {
            mixed = unchecked((mixed ^ c) * 16_777_619u);
        }

        mixed = unchecked((mixed ^ (uint)number) * 2_246_822_519u);
        return new Random(unchecked((int)(mixed ^ (mixed >> 15))));
    }

    public static T Of<T>(this Random random, IReadOnlyList<T> among) => among[random.Next(among.Count)];

    /// <summary>True once in <paramref name="times"/>.</summary>
    public static bool Once(this Random random, int times) => random.Next(times) == 0;
}
