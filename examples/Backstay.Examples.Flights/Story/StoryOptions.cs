namespace Backstay.Examples.Flights.Story;

/// <summary>How one telling of the story is started.</summary>
internal sealed record StoryOptions
{
    /// <summary>The <c>backstay</c> program that plays the server and answers the questions.</summary>
    public required string Binary { get; init; }

    /// <summary>Where models are kept between runs, and data and logs of this run.</summary>
    public required string Folder { get; init; }

    /// <summary>The checkout that the code version is taken from; null where the program stands outside of one.</summary>
    public required string? Checkout { get; init; }

    public required int Seed { get; init; }

    public required StoryProfile Profile { get; init; }

    /// <summary>Leave the server running at the end, with all that happened, until the program is interrupted.</summary>
    public required bool Keep { get; init; }

    /// <summary>Where the summary goes as JSON; null writes none.</summary>
    public required string? SummaryFile { get; init; }

    public string DataFolder => Path.Combine(Folder, "data");

    public string LogFolder => Path.Combine(Folder, "logs");

    /// <summary>Outside the data folder: what was noted there says nothing against somebody who owns the folder.</summary>
    public string KeptFolder => Path.Combine(Folder, "kept-elsewhere");
}
