using Backstay.Cli.Apply;
using Backstay.Client.Rollouts;

namespace Backstay.Cli.Rollouts;

/// <summary>Reads a rollout plan from a file of its own, as strictly as from an apply file.</summary>
internal static class RolloutPlanFile
{
    public static async Task<RolloutPlanSpec> ReadAsync(FileInfo file, CancellationToken ct)
    {
        var documents = await DocumentFiles.ReadAsync(file, "--plan", ct);
        return documents is [var only]
            ? only.Read<RolloutPlanSpec>(only.Root)
            : throw CliProblems.BadInput("--plan", $"'{file}' holds {documents.Count} documents; a plan is one.");
    }
}
