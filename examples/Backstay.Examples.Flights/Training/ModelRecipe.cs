namespace Backstay.Examples.Flights.Training;

/// <summary>How one model of the story is made. <paramref name="Options"/> is null for least squares.</summary>
internal sealed record ModelRecipe(string Name, string Why, string ProcessorName, ProcessorMapping Processor, NetworkOptions? Options)
{
    public const string Delay1 = "delay-1";
    public const string Delay2 = "delay-2";
    public const string Delay3 = "delay-3";
    public const string Delay4 = "delay-4";
    public const string Processor1 = "processor-1";
    public const string Processor3 = "processor-3";
    public const string Processor3Fixed = "processor-3-fixed";

    private const int Epochs = 24;
    private const int Batch = 32;
    private const double LearningRate = 0.003;

    public string Loss => Options is null ? "squared error" : "absolute error";

    /// <summary>All four. Only the seeds of the last two differ from model 2, so that quality stays what it was.</summary>
    public static IReadOnlyList<ModelRecipe> All(int seed) =>
    [
        new(Delay1, "Least squares: the usual first model. It learns the mean, which a few very late flights pull up.",
            Processor1, Processors.MilesAndHours, null),
        new(Delay2, "A small network on the absolute error: it learns the median, which is nearer to most flights.",
            Processor1, Processors.MilesAndHours, Network(seed)),
        new(Delay3, "The network of delay-2, trained again on kilometres and the fraction of the day.",
            Processor3Fixed, Processors.KilometresAndDay, Network(seed + 1)),
        new(Delay4, "The network of delay-2, trained again for a serving process of its own.",
            Processor1, Processors.MilesAndHours, Network(seed + 2)),
    ];

    private static NetworkOptions Network(int seed) => new([32, 32], Epochs, Batch, LearningRate, seed);
}
