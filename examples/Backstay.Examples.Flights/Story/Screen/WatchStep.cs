namespace Backstay.Examples.Flights.Story.Screen;

/// <summary>What a look at something under way brought.</summary>
/// <param name="Events">Lines for the timeline, in order.</param>
internal sealed record WatchStep(bool IsOver, IReadOnlyList<WatchEvent> Events)
{
    public static WatchStep Quiet { get; } = new(false, []);

    public static WatchStep Over { get; } = new(true, []);

    public bool IsQuiet => Events.Count == 0;

    public void Tell(Timeline timeline)
    {
        foreach (var line in Events)
        {
            line.Tell(timeline);
        }
    }
}

/// <summary>One event and how it reads.</summary>
internal sealed record WatchEvent(Mood Mood, string Text)
{
    public void Tell(Timeline timeline)
    {
        switch (Mood)
        {
            case Mood.Good:
                timeline.Good(Text);
                break;
            case Mood.Bad:
                timeline.Bad(Text);
                break;
            default:
                timeline.Say(Text);
                break;
        }
    }
}

internal enum Mood
{
    Plain,
    Good,
    Bad,
}
