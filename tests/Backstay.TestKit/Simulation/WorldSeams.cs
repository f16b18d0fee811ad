using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// Where a planted bug takes the place of the real thing. By default everything is the product's own code; the tests of the
/// simulation replace one part each and see to it that an invariant notices.
/// </summary>
internal record WorldSeams
{
    public static WorldSeams None { get; } = new();

    /// <summary>Assigns a request to an arm.</summary>
    public virtual Placement Place(LiveEndpoint endpoint, string unit, UnitOrigin origin, UnitKey key) =>
        Placement.Of(endpoint, unit, origin, key);

    /// <summary>Between the compiler and the gateway.</summary>
    public virtual RoutingTable Table(RoutingTable compiled) => compiled;

    /// <summary>The judge of a rollout.</summary>
    public virtual IJudgeSeat Seat(Judge judge) => new JudgeSeat(judge);

    /// <summary>What the process finds of its escapes when it starts.</summary>
    public virtual IReadOnlyList<EscapeNote> NotesAtStart(IReadOnlyList<EscapeNote> written) => written;

    /// <summary>What the ledger's disk holds when the process starts.</summary>
    public virtual IReadOnlyList<LedgerRecord> LedgerAtStart(IReadOnlyList<LedgerRecord> written) => written;

    /// <summary>What the process has folded from its ledger when it starts.</summary>
    public virtual WorldState StateAtStart(WorldState folded) => folded;

    /// <summary>Whom an entry names as the one who asked, with a token of this secret.</summary>
    public virtual Actor ActorOf(string name, string secret) => new(name, null, name);

    /// <summary>What goes to telemetry of an answered request.</summary>
    public virtual DecisionRecord Record(DecisionRecord record, in Call call) => record;

    /// <summary>Looks for what is wrong with a ledger.</summary>
    public virtual Task<LedgerVerification> VerifyAsync(ILedgerStore ledger, LedgerVerifyOptions options) =>
        LedgerVerifier.VerifyAsync(ledger, options, progress: null, CancellationToken.None);

    /// <summary>A refused command: the fact to write all the same, around the rules; null for none.</summary>
    public virtual IFact? InsteadOfRefusal(ICommand command, Problem problem, Func<Name, EndpointTraffic> traffic) => null;

    /// <summary>How long the caller waits beyond the answer, for a copy that takes so long.</summary>
    public virtual double WaitForShadow(double shadowMilliseconds) => 0;

    /// <summary>Whom to ask in turn.</summary>
    public virtual LiveTarget[] Chain(LiveEndpoint endpoint, Arm arm) => arm == Arm.Canary ? endpoint.CanaryChain : endpoint.ControlChain;

    /// <summary>What a judge is told of the time since its last tick, by the clock that never jumps and by the one on the wall.</summary>
    public virtual TimeSpan SinceLastTick(TimeSpan monotonic, TimeSpan byTheWall) => monotonic;

    /// <summary>Whether a record says that the process stood still meanwhile.</summary>
    public virtual bool IsStalled(bool stalled) => stalled;

    /// <summary>Whether the judge is told that telemetry lost something of its rollout.</summary>
    public virtual bool HasHoles(bool holes) => holes;

    /// <summary>Why a shadow step that ended without a breach is no proof; null where it is.</summary>
    public virtual string? ShadowFailure(string? found) => found;

    /// <summary>Whether a breach takes the escape ahead of the ledger.</summary>
    public virtual bool TakesEscape => true;
}
