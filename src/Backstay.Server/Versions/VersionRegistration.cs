using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Server.Api;
using Backstay.Server.Node;

namespace Backstay.Server.Versions;

/// <summary>Registers a version: its objects are looked up first, then it is decided, then the answer is read back.</summary>
public sealed class VersionRegistration(VersionContents contents, VersionReader reader, CommandGate gate, LedgerSession ledger)
{
    public async Task<Result<RegistrationAnswer>> RunAsync(HttpContext http, RegisterVersionRequest request)
    {
        var asked = Asked(request);
        var receipt = await gate.SubmitAsync(http, asked, async (commit, ct) =>
            (await PrepareAsync(asked, request, ct)).TryGet(out var command, out var problem) ? await commit(command) : problem);
        if (!receipt.IsOk)
        {
            return receipt.Problem;
        }

        var registry = ledger.Current.Registry;

        // What this command has just recorded and sealed is at hand; anything older is read.
        if (receipt.Value is { Replayed: false, Facts: [{ Fact: VersionRegistered fact } committed] })
        {
            var created = registry.VersionOf(committed.Head, fact);
            return Answer(registry, created, await reader.ReadAsync(created, (request.Purpose, request.Why), http.RequestAborted), isNew: true);
        }

        return VersionReader.Find(ledger.Current, request.Version).TryGet(out var registered, out var absent)
            ? Answer(registry, registered, await reader.ReadAsync(registered, http.RequestAborted), isNew: !receipt.Value.Facts.IsEmpty)
            : absent;
    }

    private static Result<RegistrationAnswer> Answer(RegistryState registry, RegisteredVersion registered, Result<VersionAnswer> read, bool isNew) =>
        read.Map(version =>
        {
            // Says the same at any later time: only earlier versions are named.
            var report = RegistrationReports.Of(registry, registered);
            return new RegistrationAnswer(
                Created: isNew,
                version,
                report.SameContentAs.First,
                report.SameContentAs.Count,
                report.TrainedBeforeAs.First,
                report.TrainedBeforeAs.Count);
        });

    /// <summary>The registration before anything is known of its objects.</summary>
    private static RegisterVersion Asked(RegisterVersionRequest request) => new(
        request.Version,
        Content: default,
        [.. request.Files.Select(file => new ContentFile(file?.Path ?? string.Empty, file?.Sha256 ?? default, Size: 0))],
        request.Owner,
        request.Purpose,
        request.Why,
        request.Inputs,
        request.Model,
        request.Supersedes);

    private async Task<Result<RegisterVersion>> PrepareAsync(RegisterVersion asked, RegisterVersionRequest request, CancellationToken ct)
    {
        if (!(await contents.ResolveAsync(request.Files, ct)).TryGet(out var files, out var missing))
        {
            return missing;
        }

        if (!(await contents.DigestAsync(files, ct)).TryGet(out var content, out var wrong))
        {
            return wrong;
        }

        var behaviour = await contents.BehaviourOfAsync(request.Version.Asset.Kind, files, ct);
        return behaviour.Map(digest => asked with { Content = content, Files = files, Behaviour = digest });
    }
}
