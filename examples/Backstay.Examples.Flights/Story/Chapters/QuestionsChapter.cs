using System.Globalization;
using Backstay.Client.Decisions;
using Backstay.Examples.Flights.Story.Control;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>The questions of the morning after, each asked by the command that a person would type.</summary>
internal sealed class QuestionsChapter : IChapter
{
    /// <summary>Lines of each answer that are shown: enough for what was asked.</summary>
    private const int ShownLines = 18;
    private const int ShownOfExplanation = 60;

    public string Number => "7";

    public string Title => "The questions afterwards";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        await StoryContext.Need(story.Crowd).StopAsync(story.Tally, ct);
        SettleTraffic(story);
        var wrong = story.Tally.Read().Of(Releases.UnitsBug.ToString())?.Wrong
            ?? throw new StoryException($"{Releases.UnitsBug} gave no answer that could be asked about.");

        var explained = await AskAsync(story, "why did this caller get this answer?", ["explain", wrong.Id.ToString(), "--unit", wrong.Unit], ShownOfExplanation, ct);
        var explanation = await story.Client.ExplainDecisionAsync(wrong.Id, wrong.Unit, ct);
        story.Promises.Settle(
            PromiseIds.Explained, explained && explanation.Choice.Same,
            string.Create(CultureInfo.InvariantCulture, $"bucket {explanation.Choice.Bucket} at position {explanation.Choice.Position}, {explanation.Choice.Findings.Length} comparisons, {(explanation.Choice.Same ? "all agree" : "NOT the same")}"));

        var asked = new List<string>();
        foreach (var (question, command) in new (string, string[])[]
        {
            ("what was its model made of?", ["lineage", Versions.KilometreNetwork.ToString()]),
            ("what changed in the last five minutes?", ["changes", StoryContext.Endpoint.ToString(), "--since", "5m"]),
            ("what happened?", ["incident", "show", story.Incident ?? string.Empty]),
            ("where is the good model now?", ["where", Versions.Network.ToString()]),
        })
        {
            if (await AskAsync(story, question, command, ShownLines, ct))
            {
                asked.Add(command[0]);
            }
        }

        story.Promises.Settle(PromiseIds.Answered, asked.Count == 4, $"answered: {string.Join(", ", asked)}");
        string[] verify = ["ledger", "verify", "--checkpoint", story.CheckpointFile];
        story.Promises.Settle(
            PromiseIds.Verified, await AskAsync(story, "was the record edited since the checkpoint was kept?", verify, ShownLines, ct),
            "every entry hashed again; the checkpoint signed in chapter 3 agrees");
    }

    private static async Task<bool> AskAsync(StoryContext story, string question, string[] command, int most, CancellationToken ct)
    {
        story.Timeline.Say(question);
        var result = await story.Cli.RunAsync(command, ct);
        story.Timeline.Command($"backstay {string.Join(' ', command.Select(word => Shorten(story, word)))}", result.Text, most);
        return result.ExitCode == 0;
    }

    private static string Shorten(StoryContext story, string word) =>
        Path.IsPathRooted(word) ? Path.GetRelativePath(story.Options.Folder, word) : word;

    private static void SettleTraffic(StoryContext story)
    {
        var crowd = StoryContext.Need(story.Crowd);
        var tally = story.Tally.Read();
        var rate = tally.Answers / crowd.Seconds;
        story.Timeline.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"traffic off: {tally.Answers:n0} answers, {rate:0} a second on average, {tally.Failures} failed, {tally.Rescued} rescued; {crowd.Labels.Posted:n0} labels posted"));
        story.Promises.Settle(
            PromiseIds.NoFailures, tally.Failures == 0 && tally.Answers > 0,
            string.Create(CultureInfo.InvariantCulture, $"{tally.Failures} of {tally.Answers:n0}{(tally.FirstFailure is { } first ? $" (first: {first})" : "")}; apart from them {tally.GapRetries} tries while the killed server was down"));
        story.Promises.Settle(
            PromiseIds.Rows, crowd.Rows.Taken == tally.Answers,
            string.Create(CultureInfo.InvariantCulture, $"{crowd.Rows.Taken:n0} of {crowd.Rows.Count:n0} rows, {tally.Answers:n0} answers"));
        if (story.Profile.PromisedRate > 0)
        {
            story.Promises.Settle(PromiseIds.Rate, rate >= story.Profile.PromisedRate, string.Create(CultureInfo.InvariantCulture, $"{rate:0}/s over {crowd.Seconds:0} s, the killed server's gap included"));
        }
    }
}
