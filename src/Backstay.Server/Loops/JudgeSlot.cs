using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.Server.Loops;

/// <summary>One running rollout in the loop. Touched by the loop alone, but for <see cref="Waiting"/>.</summary>
internal sealed class JudgeSlot(Judge judge, bool escapeStood, TimeProvider time)
{
    public const string HolesReason =
        "Telemetry lacks requests of this rollout: the disk or the queue was full. Guards still take it back; no step passes on half of the evidence. Abort the rollout and start it again.";

    private volatile string? _waiting;

    public Judge Judge { get; private set; } = judge;

    public ActiveRollout Active => Judge.Active;

    /// <summary>Whether the escape was taken before this process began to judge.</summary>
    public bool EscapeStood { get; } = escapeStood;

    /// <summary>The feed's overflows that this judge has made up for. At first fewer than there are: nothing was read yet.</summary>
    public long OverflowsSeen { get; private set; } = -1;

    /// <summary>A breach on its way to the ledger, the escape taken. Nothing else is asked of the judge from then on.</summary>
    public Task? Breach { get; set; }

    /// <summary>Any other report under way; a breach does not wait for it.</summary>
    public Task<Problem?>? Report { get; set; }

    /// <summary>The judge that reads telemetry, which is to take this one's place.</summary>
    public Task<Judge>? Reading { get; private set; }

    /// <summary>Whether telemetry was read to its end once.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Telemetry lacks records, and this judge misses some: it is never complete again.</summary>
    public bool HasHoles { get; private set; }

    /// <summary>Until it is over, telemetry is not read again.</summary>
    public RetryPause ReadPause { get; } = new(time);

    /// <summary>Until it is over, a refused report is not sent again.</summary>
    public RetryPause ReportPause { get; } = new(time);

    /// <summary>Why the rollout does not go on; null where nothing is in its way.</summary>
    public string? Waiting
    {
        get => _waiting ?? (HasHoles ? HolesReason : null);
        set => _waiting = value;
    }

    private List<Telemetry> Buffer { get; set; } = [];

    public void Take(Telemetry item, int maxBuffered)
    {
        Judge.Take(item);
        if (Reading is not null && Buffer.Count <= maxBuffered)
        {
            Buffer.Add(item);
        }
    }

    /// <summary>Evidence may be missing: from here on all that comes is kept for the judge that reads.</summary>
    public void BeginReading(Func<Task<Judge>> read, long overflows)
    {
        OverflowsSeen = overflows;
        Judge.MarkIncomplete();
        Buffer = [];
        Reading = read();
    }

    public void GiveUpReading() => Reading = null;

    /// <summary>
    /// Telemetry turned out to lack records. The first judge of a process takes what there is; a later one, which has seen
    /// what telemetry lacks, stays. False where too much came meanwhile: read again.
    /// </summary>
    public bool TakeWithHoles(Judge read, long limitsFrom, int maxBuffered)
    {
        if (HasRead)
        {
            (Reading, Buffer) = (null, []);
        }
        else if (!FinishReading(read, limitsFrom, maxBuffered))
        {
            return false;
        }

        HasHoles = true;
        Judge.MarkIncomplete();
        return true;
    }

    /// <summary>Puts the judge that has read in place, after what came meanwhile. False where too much came: read again.</summary>
    public bool FinishReading(Judge read, long limitsFrom, int maxBuffered)
    {
        Reading = null;
        if (Buffer.Count > maxBuffered)
        {
            Buffer = [];
            return false;
        }

        read.Follow(Active, limitsFrom);
        if (HasRead)
        {
            read.ContinueClock(Judge);
        }

        Buffer.ForEach(read.Take);
        Buffer = [];
        Judge = read;
        HasRead = true;
        return true;
    }
}
