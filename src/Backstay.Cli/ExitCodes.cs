namespace Backstay.Cli;

/// <summary>What the process's exit code says; also in every command's help.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The server refused, or what was asked for does not hold (a check failed, the ledger does not verify).</summary>
    public const int Refused = 1;

    /// <summary>The input is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>The server can't be reached or can't do it now.</summary>
    public const int Unavailable = 3;
}
