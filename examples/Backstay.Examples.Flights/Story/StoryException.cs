namespace Backstay.Examples.Flights.Story;

/// <summary>The story can't go on: something that it promised did not come, or could not be started.</summary>
internal sealed class StoryException(string message) : Exception(message);
