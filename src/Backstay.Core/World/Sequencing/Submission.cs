using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>A command on its way to being decided.</summary>
/// <param name="CommandId">The idempotency key.</param>
public sealed record Submission(ICommand Command, Actor Actor, string CommandId)
{
    /// <summary>The refusal of one that is not remembered, where only a repeat was wanted.</summary>
    public const string NotRemembered = "not-remembered";

    private Result<Digest>? _body;

    /// <summary>
    /// Wants the first answer again and nothing else: for a command that must not be decided before things are made ready for it.
    /// Where its key is not remembered it is refused as <see cref="NotRemembered"/>.
    /// </summary>
    public bool RepeatsOnly { get; init; }

    /// <summary>What the idempotency key is compared by; computed by the first who asks.</summary>
    internal Result<Digest> Body => _body ??= Catalogs.Commands.BodyDigest(Command);

    /// <summary>Computes what can be computed on the caller's own thread, so that the one who decides for all needn't.</summary>
    internal void Prepare()
    {
        try
        {
            _ = Body;
        }
#pragma warning disable CA1031 // whoever decides the command meets it again, and refuses that command
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
