namespace Backstay.TestKit.Simulation;

/// <summary>
/// A source of chance for each purpose, all from one seed: what one part of a world draws does not move what another draws,
/// so that a changed detail leaves the rest of a world as it was.
/// </summary>
internal static class Randoms
{
    public static Random Of(long seed, string purpose)
    {
        unchecked
        {
            var hash = 14_695_981_039_346_656_037UL;
            foreach (var c in purpose)
            {
                hash = (hash ^ c) * 1_099_511_628_211UL;
            }

            hash = (hash ^ (ulong)seed) * 0x9E37_79B9_7F4A_7C15UL;
            hash = (hash ^ (hash >> 31)) * 0xBF58_476D_1CE4_E5B9UL;
            return new Random((int)(hash >> 33));
        }
    }

    public static double Exponential(this Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    public static T Pick<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
