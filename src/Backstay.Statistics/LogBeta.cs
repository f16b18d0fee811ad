using MathNet.Numerics;

namespace Backstay.Statistics;

/// <summary>The beta function and the tails of the beta distribution, as logarithms: they stay finite where the plain ones underflow.</summary>
internal static class LogBeta
{
    private const double Tiny = 1e-300;
    private const double Precision = 1e-15;

    // The fraction needs about sqrt(max(a, b)) terms; this is enough far beyond 10^8 observations.
    private const int MostTerms = 200_000;

    public static double Function(double a, double b) =>
        SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b);

    /// <summary>ln P(X at most x) for X ~ Beta(a, b), x in (0, 1).</summary>
    public static double LowerTail(double x, double a, double b) => x < (a + 1) / (a + b + 2)
        ? Direct(x, 1 - x, a, b)
        : LogOneMinusExp(Direct(1 - x, x, b, a));

    /// <summary>ln P(X at least x) for X ~ Beta(a, b), x in (0, 1).</summary>
    public static double UpperTail(double x, double a, double b) => x < (a + 1) / (a + b + 2)
        ? LogOneMinusExp(Direct(x, 1 - x, a, b))
        : Direct(1 - x, x, b, a);

    // ln I_x(a, b) = a ln x + b ln(1 - x) - ln a - ln B(a, b) - ln(continued fraction), DLMF 8.17.22.
    private static double Direct(double x, double rest, double a, double b) =>
        (a * Math.Log(x)) + (b * Math.Log(rest)) - Math.Log(a) - Function(a, b) - Math.Log(Fraction(x, a, b));

    // Modified Lentz evaluation of 1 + d1/(1 + d2/(1 + ...)).
    private static double Fraction(double x, double a, double b)
    {
        var value = 1.0;
        var numerator = 1.0;
        var denominator = 0.0;
        for (var term = 1; term <= MostTerms; term++)
        {
            var m = term / 2;
            var coefficient = term % 2 == 0
                ? m * (b - m) * x / ((a + term - 1) * (a + term))
                : -(a + m) * (a + b + m) * x / ((a + term - 1) * (a + term));
            denominator = 1 / NotZero(1 + (coefficient * denominator));
            numerator = NotZero(1 + (coefficient / numerator));
            var change = numerator * denominator;
            value *= change;
            if (Math.Abs(change - 1) < Precision)
            {
                break;
            }
        }

        return value;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    // Rounding may put a probability a hair above 1.
    private static double LogOneMinusExp(double log) => log >= 0
        ? Math.Log(Tiny)
        : log > -0.5 ? Math.Log(-double.ExpM1(log)) : double.LogP1(-Math.Exp(log));
}
