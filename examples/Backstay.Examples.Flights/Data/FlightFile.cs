using System.Text.Json;

namespace Backstay.Examples.Flights.Data;

/// <summary>Reads <c>flights-200k.json</c>: an array of objects with exactly the members delay, distance and time.</summary>
internal static class FlightFile
{
    public const string Name = "flights-200k.json";

    /// <summary>All rows in file order.</summary>
    /// <exception cref="InvalidDataException">A row lacks a member, holds another one, or a value is out of range.</exception>
    public static IReadOnlyList<Flight> Read(string path)
    {
        var reader = new Utf8JsonReader(File.ReadAllBytes(path));
        var flights = new List<Flight>(200_000);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                flights.Add(ReadRow(ref reader, flights.Count));
            }
        }

        return flights;
    }

    private static Flight ReadRow(ref Utf8JsonReader reader, int row)
    {
        int? delay = null;
        int? distance = null;
        double? time = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "delay": delay = reader.GetInt32(); break;
                case "distance": distance = reader.GetInt32(); break;
                case "time": time = reader.GetDouble(); break;
                default: throw new InvalidDataException($"Row {row}: unknown member '{name}'.");
            }
        }

        if (delay is null || distance is not > 0 || time is not (>= 0 and < 24))
        {
            throw new InvalidDataException($"Row {row}: delay, distance above 0 and time in [0, 24) are required.");
        }

        return new Flight(distance.Value, time.Value, delay.Value);
    }
}
