using Backstay.Cli.Output;
using Backstay.Client.Objects;
using Backstay.Core.Primitives.Objects;
using Spectre.Console;

namespace Backstay.Cli.Objects;

/// <summary>Uploads local files, and shows people how far it got.</summary>
internal static class Uploads
{
    /// <summary>Uploads those that the server does not have; what it got is refused where it is not what was hashed.</summary>
    public static async Task RunAsync(CliContext context, IReadOnlyList<LocalFile> files, CancellationToken ct)
    {
        var missing = new List<LocalFile>();
        foreach (var file in files.DistinctBy(file => file.Digest))
        {
            if (await context.Client.FindObjectAsync(file.Digest, ct) is null)
            {
                missing.Add(file);
            }
        }

        if (missing.Count == 0 || context.Printer.Format == OutputFormat.Json || !context.Printer.Console.Profile.Out.IsTerminal)
        {
            foreach (var file in missing)
            {
                await UploadAsync(context, file, sent: null, ct);
            }

            return;
        }

        await context.Printer.Console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            foreach (var file in missing)
            {
                var task = progress.AddTask(Markup.Escape(Printer.Safe(file.Path)), maxValue: Math.Max(1, file.Size));
                await UploadAsync(context, file, new Bar(task), ct);
                task.StopTask();
            }
        });
    }

    private static async Task<ObjectInfo> UploadAsync(CliContext context, LocalFile file, IProgress<long>? sent, CancellationToken ct)
    {
        await using var content = file.Open();
        return await context.Client.PutObjectAsync(content, file.Digest, sent, ct);
    }

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
