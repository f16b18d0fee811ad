using System.Diagnostics;
using System.Security.Cryptography;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Examples.Flights.Story.Control;

/// <summary>Asks git which code this is.</summary>
internal static class Checkout
{
    private const string Repository = "backstay";
    private const string EntryPoint = "examples/Backstay.Examples.Flights train";

    /// <summary>Commit, and the digest of what is not committed; all unknown outside a checkout.</summary>
    public static async Task<CodeReference> ReadAsync(string? folder, CancellationToken ct)
    {
        if (folder is null || await RunAsync(folder, ["rev-parse", "--verify", "HEAD"], ct) is not { } commit)
        {
            return new CodeReference(Repository, EntryPoint: EntryPoint);
        }

        using var difference = new MemoryStream();
        foreach (string[] question in new string[][]
        {
            ["diff", "--binary", "--no-color", "--no-ext-diff", "HEAD"],
            ["ls-files", "--others", "--exclude-standard"],
        })
        {
            await difference.WriteAsync(await RunAsync(folder, question, ct) ?? [], ct);
        }

        return new CodeReference(
            Repository,
            System.Text.Encoding.ASCII.GetString(commit).Trim(),
            difference.Length == 0 ? null : new Digest(SHA256.HashData(difference.ToArray())),
            EntryPoint);
    }

    private static async Task<byte[]?> RunAsync(string folder, string[] question, CancellationToken ct)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. question])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var git = Process.Start(start) ?? throw new UnreachableException("Without the shell a process is always new.");
            using var output = new MemoryStream();
            var errors = git.StandardError.ReadToEndAsync(ct);
            await git.StandardOutput.BaseStream.CopyToAsync(output, ct);
            await errors;
            await git.WaitForExitAsync(ct);
            return git.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
