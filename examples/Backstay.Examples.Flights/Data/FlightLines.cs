using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Backstay.Examples.Flights.Data;

/// <summary>Rows as lines of JSON: <c>{"unit":"flight-000001","request":{"distance":1452,"time":13.5},"truth":{"delay":7}}</c>.
/// <c>request</c> is what a caller sends, as it stands; <c>truth</c> is what nobody knows before the flight has landed.</summary>
internal static class FlightLines
{
    public const string LivePrefix = "flight";
    public const string TrainingPrefix = "training";

    /// <param name="prefix">Of the rows' units: the n-th row (from 0) is <see cref="Unit"/>(prefix, n).</param>
    public static void Write(string path, IReadOnlyList<Flight> flights, string prefix)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        for (var i = 0; i < flights.Count; i++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture,
                $"{{\"unit\":\"{Unit(prefix, i)}\",\"request\":{Request(flights[i])},\"truth\":{{\"delay\":{flights[i].Delay}}}}}\n"));
        }
    }

    /// <summary>The request body for a row.</summary>
    public static string Request(Flight flight) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"distance\":{flight.Distance},\"time\":{flight.Time:R}}}");

    /// <summary>Rows in file order.</summary>
    public static IEnumerable<Flight> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(line);
            var request = document.RootElement.GetProperty("request");
            yield return new Flight(
                request.GetProperty("distance").GetInt32(),
                request.GetProperty("time").GetDouble(),
                document.RootElement.GetProperty("truth").GetProperty("delay").GetInt32());
        }
    }

    public static string Unit(string prefix, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index + 1:D6}");
}
