using System.Text;
using Backstay.Cli;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Audit;

/// <summary>A data folder whose server is stopped, so that tests can damage what lies in it.</summary>
internal sealed class StoppedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    public string Write(string name, string content)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file's path has a folder
        File.WriteAllText(path, content);
        return path;
    }

    public string PathOf(Digest digest) => _folder.File("data", "objects", "sha256", digest.ToHex()[..2], digest.ToHex()[2..]);

    /// <summary>Replaces bytes of a file where they stand.</summary>
    public static void Overwrite(string file, string text, string with)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at >= 0, $"'{text}' is not in {file}.");
        Encoding.UTF8.GetBytes(with).CopyTo(bytes, at);
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>Flips a bit at a distance from where a text stands.</summary>
    public static void Flip(string file, string text, int distance)
    {
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at >= 0, $"'{text}' is not in {file}.");
        bytes[at + distance] ^= 0x40;
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>Runs a server on the folder while these command lines run against it, one after the other.</summary>
    public async Task<IReadOnlyList<CliAnswer>> ServeAsync(CancellationToken ct, params string[][] commands)
    {
        var options = new ServeOptions { DataFolder = Data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") };
        await using var node = await BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, ct);
        var answers = new List<CliAnswer>();
        foreach (var command in commands)
        {
            answers.Add(await RunAsync([.. command, "--server", node.Api.ToString()], ct));
        }

        return answers;
    }

    public Task<CliAnswer> VerifyAsync(CancellationToken ct, params string[] more) => RunAsync(["ledger", "verify", "--data", Data, .. more], ct);

    public static async Task<CliAnswer> RunAsync(string[] args, CancellationToken ct)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, ct);
        return new CliAnswer(code, output.ToString(), error.ToString());
    }
}
