namespace Backstay.Server;

/// <summary>Ids of the log events that people alert on.</summary>
internal static class EventIds
{
    public const int LoopFailed = 1;
    public const int Alert = 2;
    public const int LedgerBroken = 3;
    public const int Degraded = 4;
    public const int EscapesUnknown = 5;
    public const int SideFile = 6;
    public const int LogTailDropped = 7;
    public const int Recovered = 8;
    public const int AdminAccess = 9;
    public const int LoopBeginsAnew = 10;
    public const int AddressTaken = 11;
}
