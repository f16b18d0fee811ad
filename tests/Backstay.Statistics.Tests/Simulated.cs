using Backstay.TestKit.Simulation;

namespace Backstay.Statistics.Tests;

/// <summary>What the simulations share.</summary>
internal static class Simulated
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>A level is broken when even the lower bound of the observed rate lies above it.</summary>
    public static void AssertLevel(int alarms, int runs, double alpha) => Assert.True(
        ClopperPearson.LowerBound(alarms, runs, 0.999) <= alpha, $"{alarms} false alarms in {runs} runs at alpha {alpha}.");

    /// <summary>In how many runs the evidence reached 1/alpha at any of its looks.</summary>
    public static int Alarms(int runs, int seed, double alpha, Func<Random, IEnumerable<double>> logEvidences)
    {
        var alarms = 0;
        for (var run = 0; run < runs; run++)
        {
            if (logEvidences(new Random(seed + run)).Any(log => log >= -Math.Log(alpha)))
            {
                alarms++;
            }
        }

        return alarms;
    }
}
