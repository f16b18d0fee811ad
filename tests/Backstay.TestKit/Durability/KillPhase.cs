namespace Backstay.TestKit.Durability;

/// <summary>What a server is in the middle of when it is killed.</summary>
internal enum KillPhase
{
    /// <summary>Its own start, from the first instruction of the process on.</summary>
    Start,

    /// <summary>Commands of several writers.</summary>
    Load,

    /// <summary>The body of an object.</summary>
    Upload,

    /// <summary>The move of its write-ahead log into the ledger's file, while writers write.</summary>
    Checkpoint,

    /// <summary>The steps of a rollout, while callers call and an operator pauses and resumes.</summary>
    Rollout,
}
