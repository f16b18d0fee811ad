using System.Collections.Immutable;
using System.Globalization;
using Backstay.Cli.Output;
using Backstay.Client.Versions;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Spectre.Console;

namespace Backstay.Cli.Versions;

/// <summary>Versions as text for people.</summary>
internal static class VersionText
{
    public const string Erased = "(erased)";

    public static void Write(IAnsiConsole console, RegistrationAnswer answer)
    {
        var version = answer.Version;
        console.WriteLine(answer.Created
            ? $"Registered {version.Version} at position {version.Position}."
            : $"{version.Version} is registered already, at position {version.Position}.");
        console.Write(Tables.Facts(
            ("content", ContentOf(version)),
            ("reproducibility", version.Reproducibility?.ToString()),
            ("same content as", Earlier(answer.SameContentAs, answer.SameContentCount)),
            ("trained before as", Earlier(answer.TrainedBeforeAs, answer.TrainedBeforeCount))));
    }

    public static void Write(IAnsiConsole console, VersionAnswer version)
    {
        console.WriteLine($"{version.Version}");
        console.Write(Tables.Facts(
            ("registered", $"{Time(version.RegisteredAt)} by {version.RegisteredBy ?? "-"}, position {version.Position}"),
            ("owner", version.Owner),
            ("purpose", version.Purpose ?? Erased),
            ("why", version.Why ?? Erased),
            ("supersedes", version.Supersedes?.ToString()),
            ("content", ContentOf(version)),
            ("behaviour", version.Behaviour?.ToString()),
            ("architecture", version.Model?.Architecture),
            ("input", Tensors(version.Model?.InputSchema)),
            ("output", Tensors(version.Model?.OutputSchema)),
            ("reproducibility", version.Reproducibility?.ToString())));
        console.Write(Tables.Facts(Inputs(version.Inputs)));
        var files = Tables.WithColumns("file", "size", "sha256");
        foreach (var file in version.Files)
        {
            files.Row(file.Path, Sizes.Text(file.Size), file.Sha256.ToHex());
        }

        console.Write(files);
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static (string, string?)[] Inputs(RecordedInputs inputs) =>
    [
        ("repository", inputs.Code?.Repository),
        ("commit", inputs.Code?.Commit),
        ("dirty", inputs.Code?.Dirty?.ToString()),
        ("entry point", inputs.Code?.EntryPoint),
        ("code", inputs.CodeVersion?.ToString()),
        ("data", string.Join(", ", inputs.Data.Select(data => $"{data.Version} ({data.Role}{(data.Slice is null ? "" : ": " + data.Slice)})"))),
        ("trained in", inputs.TrainedIn?.ToString()),
        ("hyperparameters", inputs.Hyperparameters?.GetRawText()),
        ("seeds", string.Join(", ", inputs.Seeds.Select(seed => $"{seed.Key}={seed.Value}"))),
        ("initialised from", string.Join(", ", inputs.InitialisedFrom)),
        ("processed by", string.Join(", ", inputs.ProcessedBy)),
        ("derived from", string.Join(", ", inputs.DerivedFrom)),
    ];

    private static string Earlier(ImmutableArray<VersionId> named, int count) =>
        string.Join(", ", named) + (count > named.Length ? string.Create(CultureInfo.InvariantCulture, $" and {count - named.Length} more") : "");

    private static string ContentOf(VersionAnswer version) =>
        $"{version.Content}  ({version.Files.Length} file{(version.Files.Length == 1 ? "" : "s")}, {Sizes.Text(version.Size)})";

    private static string? Tensors(IReadOnlyList<TensorSpec>? tensors) => tensors is null
        ? null
        : string.Join(", ", tensors.Select(tensor => $"{tensor.Name} {tensor.Type.ToName()}[{string.Join(',', tensor.Shape)}]"));
}
