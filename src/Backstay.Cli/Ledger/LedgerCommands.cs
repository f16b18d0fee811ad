using System.CommandLine;
using Backstay.Cli.Local;

namespace Backstay.Cli.Ledger;

/// <summary><c>backstay ledger</c>: what happened, and the proof of it.</summary>
internal static class LedgerCommands
{
    public static Command Create() => new("ledger", "What happened, in order, and the proof that nobody changed it.")
    {
        LedgerShow.Create(),
        VerifyCommand.Create(),
        LedgerCheckpoint.Create(),
        LedgerProof.Create(),
    };
}
