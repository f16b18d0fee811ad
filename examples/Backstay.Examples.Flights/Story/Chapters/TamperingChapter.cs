using System.Globalization;
using System.Text;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>One bit of a copy of the data folder is flipped, and found without a server and without trusting the folder.</summary>
internal sealed class TamperingChapter : IChapter
{
    private const int ShownLines = 8;

    public string Number => "8";

    public string Title => "One flipped bit in a copy of the ledger";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        var release = await story.Client.GetReleaseAsync(Releases.First, ct);
        await story.Server.StopAsync();
        story.Timeline.Say("the server is stopped; a copy needs none to be verified");
        var copy = Path.Combine(story.Options.Folder, "copy-of-data");
        Copy(story.Options.DataFolder, copy);
        var (from, to) = Flip(Path.Combine(copy, "ledger", "default.db"), release.Position, Releases.First);
        story.Timeline.Bad($"in the copy, one bit of entry {release.Position} is flipped: '{from}' becomes '{to}'");

        string[] command = ["ledger", "verify", "--data", copy, "--checkpoint", story.CheckpointFile];
        var result = await story.Cli.RunAsync(command, ct);
        story.Timeline.Command($"backstay ledger verify --data {Path.GetFileName(copy)} --checkpoint {Path.GetRelativePath(story.Options.Folder, story.CheckpointFile)}", result.Text, ShownLines);
        var named = string.Create(CultureInfo.InvariantCulture, $"entries {release.Position} to {release.Position}");
        var isNamed = result.ExitCode == 1 && result.Text.Contains(named, StringComparison.Ordinal);
        story.Promises.Settle(PromiseIds.Tampered, isNamed, isNamed ? $"entry {release.Position} named, exit code 1" : $"exit code {result.ExitCode}: {result.Text}");

        var original = await story.Cli.RunAsync(["ledger", "verify", "--data", story.Options.DataFolder, "--checkpoint", story.CheckpointFile], ct);
        if (original.ExitCode != 0)
        {
            story.Promises.Settle(PromiseIds.Verified, false, $"the original does not verify: {original.Text}");
        }
    }

    /// <summary>Flips one bit of the release's name inside the payload of one entry; the name before and after.</summary>
    private static (string From, string To) Flip(string file, long seq, Name release)
    {
        var bytes = File.ReadAllBytes(file);
        var end = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"seq\":{seq},\"time\":")));
        var name = Encoding.UTF8.GetBytes($"\"{release}\"");
        var at = end < 0 ? -1 : bytes.AsSpan(0, end).LastIndexOf(name);
        if (at < 0)
        {
            throw new StoryException($"Entry {seq} was not found in {file}: has the ledger's form changed?");
        }

        var last = at + name.Length - 2;
        bytes[last] ^= 1;
        File.WriteAllBytes(file, bytes);
        return (release.ToString(), Encoding.UTF8.GetString(bytes, at + 1, name.Length - 2));
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Append(from))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
