namespace Backstay.TestKit.Durability;

/// <summary>Which kills there were, and how many of them fell where they were meant to.</summary>
internal sealed class KillCounts
{
    private readonly int[] _kills = new int[Enum.GetValues<KillPhase>().Length];

    public int All => _kills.Sum();

    /// <summary>Starts that were killed before the server was ready.</summary>
    public int BeforeReady { get; set; }

    /// <summary>Uploads of which half a file was left behind.</summary>
    public int HalfUploads { get; set; }

    /// <summary>Moves of the write-ahead log that were begun and not ended.</summary>
    public int HalfCheckpoints { get; set; }

    /// <summary>Rollouts that ran on after the restart.</summary>
    public int HalfRollouts { get; set; }

    public int Of(KillPhase phase) => _kills[(int)phase];

    public void Count(KillPhase phase) => _kills[(int)phase]++;
}
