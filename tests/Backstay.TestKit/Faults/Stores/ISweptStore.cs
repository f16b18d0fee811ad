namespace Backstay.TestKit.Faults.Stores;

/// <summary>A store that the probe works on while its calls fail, and how to tell afterwards whether it kept its promises.</summary>
internal interface ISweptStore
{
    string Name { get; }

    /// <summary>The probe's verb.</summary>
    string Verb { get; }

    /// <summary>How many things the probe is asked for.</summary>
    int Count { get; }

    /// <summary>What it opens: a process opens and reads hundreds of files of its own before it comes to these.</summary>
    IEnumerable<string> FilesOf(string path);

    /// <summary>Brings it to where a store that was used before stands: its creation is no business of the sweep's.</summary>
    Task PrepareAsync(string path, CancellationToken ct);

    /// <summary>How much of what the probe said is an acknowledgement.</summary>
    int CountAcknowledged(string[] said);

    /// <summary>Throws where something acknowledged is missing or torn, or where the store does not take the next.</summary>
    Task AssertAsync(string path, string[] said, CancellationToken ct);
}
