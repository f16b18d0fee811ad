namespace Backstay.Examples.Flights.Story.Promises;

/// <summary>What the story promises, in order, and what came of it. A promise that nobody kept was broken.</summary>
internal sealed class PromiseBook
{
    private readonly List<Promise> _promises = [];

    public IReadOnlyList<Promise> All => _promises;

    public bool AllKept => _promises.TrueForAll(promise => promise.Met);

    /// <summary>Makes a promise; it counts as broken until it is kept.</summary>
    public PromiseBook Make(string id, string text)
    {
        _promises.Add(new Promise(id, text, Met: false, "not reached"));
        return this;
    }

    /// <summary>Writes down what came of a promise.</summary>
    /// <param name="evidence">The figure that shows it, whether kept or broken.</param>
    public void Settle(string id, bool met, string evidence)
    {
        var at = _promises.FindIndex(promise => promise.Id == id);
        if (at < 0)
        {
            throw new ArgumentException($"Nobody made the promise '{id}'.", nameof(id));
        }

        _promises[at] = _promises[at] with { Met = met, Evidence = evidence };
    }
}

/// <summary>One promise and what shows that it was kept, or how it was broken.</summary>
internal sealed record Promise(string Id, string Text, bool Met, string Evidence);
