using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// The code that made a version, from what is stated and from the registered code version that is named. Where the
/// two contradict each other, nothing is recorded.
/// </summary>
internal static class CodeResolver
{
    /// <summary>A null reference means that the code is unknown.</summary>
    public readonly record struct Resolved(CodeReference? Reference);

    public static Result<Resolved> Resolve(RegistryState registry, StatedInputs stated)
    {
        if (stated.Code is { } code && TextProblem(code) is { } problem)
        {
            return problem;
        }

        var known = stated.CodeVersion is { } version && registry.TryFind(version, out var registered)
            ? registered.Fact.Inputs.Code
            : null;
        return (stated.Code, known) switch
        {
            ({ } given, { } from) => Merge(given, from),
            (null, { } from) => new Resolved(from),
            var (given, _) => new Resolved(given),
        };
    }

    private static Result<Resolved> Merge(CodeReference given, CodeReference known)
    {
        if (Contradict(given.Repository, known.Repository) || Contradict(given.Commit, known.Commit))
        {
            return Contradiction(given.Commit is not null && given.Commit != known.Commit ? "commit" : "repository");
        }

        // With a commit stated, a null dirty digest says that the tree was clean; without one it says nothing.
        var statesTree = given.Commit is not null || given.Dirty is not null;
        if (statesTree && known.Commit is not null && given.Dirty != known.Dirty)
        {
            return Contradiction("dirty");
        }

        return new Resolved(new CodeReference(
            given.Repository ?? known.Repository,
            given.Commit ?? known.Commit,
            statesTree ? given.Dirty : known.Dirty,
            given.EntryPoint ?? known.EntryPoint));
    }

    private static bool Contradict(string? given, string? known) => given is not null && known is not null && given != known;

    private static Problem Contradiction(string member) =>
        Problem.Invalid($"inputs.code.{member}", "This is not what the named code version holds.", "Leave it out, or name another code version.");

    private static Problem? TextProblem(CodeReference code) =>
        Text("repository", code.Repository) ?? Text("commit", code.Commit) ?? Text("entryPoint", code.EntryPoint);

    private static Problem? Text(string member, string? text) =>
        text is null ? null : TextRules.Required($"inputs.code.{member}", text, InputLimits.MaxCodeText);
}
