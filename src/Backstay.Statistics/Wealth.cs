using System.Numerics;
using System.Runtime.InteropServices;

namespace Backstay.Statistics;

/// <summary>
/// The wealth of one stake at every node. Each is a product and, once it grows or shrinks too far, a logarithm beside it, so
/// that no factor costs a logarithm. Lane by lane the same operations run whatever the vector width: the result is the same
/// on every machine.
/// </summary>
internal sealed class Wealth
{
    private const double Small = 1e-100;
    private const double Large = 1e100;

    private readonly double[] _products;
    private readonly double[] _logs;

    public Wealth(int nodes)
    {
        _products = new double[nodes];
        _logs = new double[nodes];
        Array.Fill(_products, 1);
    }

    public double Log(int node) => _logs[node] + Math.Log(_products[node]);

    /// <summary>Multiplies each node's wealth by 1 + sign min(stake, most) (value - node).</summary>
    public void Multiply(double[] nodes, double[] most, double stake, double value, int sign)
    {
        var width = Vector<double>.Count;
        var whole = nodes.Length - (nodes.Length % width);
        var stakes = new Vector<double>(sign * stake);
        var values = new Vector<double>(value);
        var signs = new Vector<double>(sign);
        var nodeVectors = MemoryMarshal.Cast<double, Vector<double>>(nodes.AsSpan(0, whole));
        var mostVectors = MemoryMarshal.Cast<double, Vector<double>>(most.AsSpan(0, whole));
        var products = MemoryMarshal.Cast<double, Vector<double>>(_products.AsSpan(0, whole));
        for (var i = 0; i < products.Length; i++)
        {
            var bets = Vector.ConditionalSelect(
                Vector.LessThan(stakes * signs, mostVectors[i]), stakes, mostVectors[i] * signs);
            var product = products[i] * (Vector<double>.One + (bets * (values - nodeVectors[i])));
            products[i] = product;
            if (Vector.LessThanAny(product, new Vector<double>(Small)) || Vector.GreaterThanAny(product, new Vector<double>(Large)))
            {
                Fold(i * width, (i + 1) * width);
            }
        }

        for (var i = whole; i < nodes.Length; i++)
        {
            _products[i] *= 1 + (sign * Math.Min(stake, most[i]) * (value - nodes[i]));
        }

        Fold(whole, nodes.Length);
    }

    private void Fold(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (_products[i] is < Small or > Large)
            {
                _logs[i] += Math.Log(_products[i]);
                _products[i] = 1;
            }
        }
    }
}
