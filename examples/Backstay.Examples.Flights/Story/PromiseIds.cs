using Backstay.Examples.Flights.Story.Promises;

namespace Backstay.Examples.Flights.Story;

/// <summary>The promises, in the order of the summary.</summary>
internal static class PromiseIds
{
    public const string Lineage = "lineage";
    public const string TrainedBefore = "trained-before";
    public const string Checked = "checked";
    public const string Promoted = "promoted";
    public const string Survived = "survived-sigkill";
    public const string UnitsBug = "units-bug";
    public const string Pair = "pair";
    public const string Paged = "paged";
    public const string ModelOnly = "model-only-refused";
    public const string Died = "dying-backend";
    public const string NoFailures = "no-failed-answer";
    public const string Rows = "rows-once";
    public const string Rate = "rate";
    public const string Explained = "explained";
    public const string Answered = "questions";
    public const string Verified = "verified";
    public const string Tampered = "tampering-found";

    public static PromiseBook MakeAll(StoryProfile profile)
    {
        var book = new PromiseBook()
            .Make(Lineage, "models registered with lineage to data, code, environment, processor")
            .Make(TrainedBefore, "the same training is recognised")
            .Make(Checked, "no release gets users without evidence of its combination")
            .Make(Promoted, "a better release is promoted by evidence alone")
            .Make(Survived, "SIGKILL in the middle of a rollout: it goes on")
            .Make(UnitsBug, "a silent units bug is caught by late labels alone")
            .Make(Pair, "model and processor go back as a pair, by themselves")
            .Make(Paged, "an incident with evidence, and a page to on-call")
            .Make(ModelOnly, "a model-only rollback is refused, with the reason")
            .Make(Died, "a backend that dies is rolled back by its errors")
            .Make(NoFailures, "no caller ever got a failed answer")
            .Make(Rows, "no row was sent twice");
        if (profile.PromisedRate > 0)
        {
            book.Make(Rate, $"at least {profile.PromisedRate} requests a second");
        }

        return book
            .Make(Explained, "an answer's choice is computed again, the same")
            .Make(Answered, "what changed, what was it made of, where is it")
            .Make(Verified, "the ledger agrees with a checkpoint kept elsewhere")
            .Make(Tampered, "one flipped bit in a copy is found and named");
    }
}
