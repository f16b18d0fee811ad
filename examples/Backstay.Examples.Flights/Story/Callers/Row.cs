namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>One flight of the live part.</summary>
/// <param name="Body">What the caller sends: a slice of the file, never copied.</param>
/// <param name="Delay">The label, which nobody knows yet.</param>
internal readonly record struct Row(string Unit, ReadOnlyMemory<byte> Body, int Delay);
