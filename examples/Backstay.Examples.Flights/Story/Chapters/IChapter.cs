namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>One part of the story. It settles the promises that are its own, and throws where the story can't go on.</summary>
internal interface IChapter
{
    string Number { get; }

    string Title { get; }

    Task TellAsync(StoryContext story, CancellationToken ct);
}
