using Backstay.Examples.Flights;
using Backstay.Examples.Flights.Story;

try
{
    return args switch
    {
        ["train", .. var rest] => Verbs.Train(rest),
        ["inspect", .. var rest] => Verbs.Inspect(rest),
        ["serve-flaky", .. var rest] => await Verbs.ServeFlakyAsync(rest),
        ["supervise", .. var rest] => await Verbs.SuperviseAsync(rest),
        ["story", .. var rest] => await StoryVerb.RunAsync(rest),
        _ => throw new ArgumentException(args.Length == 0 ? "A verb is required." : $"Unknown verb '{args[0]}'."),
    };
}
catch (Exception error) when (error is ArgumentException or FileNotFoundException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"{error.Message}\n\n{Verbs.Usage}");
    return 2;
}
