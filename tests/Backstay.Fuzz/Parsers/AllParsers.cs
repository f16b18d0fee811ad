namespace Backstay.Fuzz.Parsers;

/// <summary>Every parser that is fed with mutated input, but for the one that needs a process of its own (<see cref="OnnxTarget"/>).</summary>
public static class AllParsers
{
    /// <summary>Those that need nothing but themselves.</summary>
    public static IReadOnlyList<ParserTarget> Alone() =>
    [
        new CanonicalJsonTarget(),
        new TensorTarget(isRequest: true),
        new TensorTarget(isRequest: false),
        new ApplyFileTarget(isYaml: true),
        new ApplyFileTarget(isYaml: false),
        .. DocumentTarget.All(),
        .. NoteTargets.All(),
        .. NameTargets.All(),
    ];

    /// <summary>Those that need a node: its ledger, its tokens.</summary>
    public static async Task<IReadOnlyList<ParserTarget>> OfAsync(Scenes.AttackedNode node, CancellationToken ct) =>
        [new LedgerTarget(await node.RecordsAsync(ct)), TokenTarget.Of(node.Authenticator, node.Credentials)];
}
