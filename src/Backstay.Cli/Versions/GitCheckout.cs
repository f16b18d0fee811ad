using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Cli.Versions;

/// <summary>Reads what a git checkout says about the code in it; asks the git program and changes nothing.</summary>
internal static class GitCheckout
{
    private const string Option = "--from-git";

    /// <summary>
    /// Repository, commit, and the digest of what is not committed: SHA-256 of the binary difference to the commit,
    /// then for each untracked file that is not ignored, in order, its path, a zero byte, its SHA-256 in hexadecimal
    /// and a line feed. Null where the tree is clean.
    /// </summary>
    public static async Task<CodeReference> ReadAsync(string folder, CancellationToken ct)
    {
        var root = Text(await RunAsync(folder, ["rev-parse", "--show-toplevel"], ct)
            ?? throw CliProblems.BadInput(Option, $"'{folder}' is in no git checkout.", "Give --repository and --commit, or run this in the checkout."));
        var commit = Text(await RunAsync(root, ["rev-parse", "--verify", "HEAD"], ct)
            ?? throw CliProblems.BadInput(Option, "The checkout has no commit yet."));
        var remote = await RunAsync(root, ["remote", "get-url", "origin"], ct);
        return new CodeReference(remote is null ? null : WithoutSecrets(Text(remote)), commit, await ReadDirtyAsync(root, ct));
    }

    /// <summary>A remote's URL may hold a password; the ledger never does.</summary>
    internal static string WithoutSecrets(string remote)
    {
        if (!Uri.TryCreate(remote, UriKind.Absolute, out var uri) || uri.UserInfo.Length == 0)
        {
            return remote;
        }

        // Over http the user's name may be a token; over ssh it is "git".
        var user = uri.Scheme is "http" or "https" ? string.Empty : uri.UserInfo.Split(':')[0];
        return new UriBuilder(uri) { UserName = user, Password = string.Empty }.Uri.ToString();
    }

    private static async Task<Digest?> ReadDirtyAsync(string root, CancellationToken ct)
    {
        var difference = await RunAsync(root, ["diff", "--binary", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD"], ct) ?? [];
        var untracked = Encoding.UTF8.GetString(await RunAsync(root, ["ls-files", "--others", "--exclude-standard", "-z"], ct) ?? [])
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (difference.Length == 0 && untracked.Length == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(difference);
        foreach (var path in untracked.Order(StringComparer.Ordinal))
        {
            await using var file = File.OpenRead(Path.Combine(root, path));
            var digest = new Digest(await SHA256.HashDataAsync(file, ct));
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{digest.ToHex()}\n"));
        }

        return new Digest(hash.GetHashAndReset());
    }

    /// <summary>What git printed; null where it refused.</summary>
    private static async Task<byte[]?> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
            using var output = new MemoryStream();
            var errors = git.StandardError.ReadToEndAsync(ct);
            await git.StandardOutput.BaseStream.CopyToAsync(output, ct);
            await errors;
            await git.WaitForExitAsync(ct);
            return git.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            throw CliProblems.BadInput(Option, $"The program git can't be run: {absent.Message}", "Give --repository and --commit.");
        }
    }

    private static string Text(byte[] output) => Encoding.UTF8.GetString(output).Trim();
}
