namespace Backstay.Server.Loops;

/// <summary>The gateway's way out of a rollout, ahead of the ledger.</summary>
internal interface IEscapeTaker
{
    /// <summary>Takes the escape: no request that arrives after the return goes to the new release. Taking it twice is harmless.</summary>
    void TakeEscape(string endpoint, string rollout);

    /// <summary>Whether it was taken, also before a restart.</summary>
    bool Stands(string endpoint, string rollout);
}
