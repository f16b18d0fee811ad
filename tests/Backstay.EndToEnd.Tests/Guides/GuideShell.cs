using System.Diagnostics;
using System.Globalization;
using System.Text;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Guides;

/// <summary>A bash that is given one command after the other, with <c>backstay</c> on its path.</summary>
internal sealed class GuideShell : IDisposable
{
    private const string Done = "--backstay-guide-step-done-- ";

    private readonly Process _bash;

    public GuideShell((Uri Api, Uri Gateway) server, string folder)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = Path.GetDirectoryName(BackstayBinary.FilePath) + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["BACKSTAY_SERVER"] = server.Api.ToString();
        start.Environment["BACKSTAY_GATEWAY"] = server.Gateway.ToString().TrimEnd('/');
        start.Environment.Remove("BACKSTAY_TOKEN");
        _bash = Process.Start(start) ?? throw new InvalidOperationException("bash does not start.");
    }

    /// <summary>Runs one command in the shell; its exit code, and what it wrote to both outputs.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string command, TimeSpan limit, CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(limit);
        await _bash.StandardInput.WriteLineAsync($"{{ {command}\n}} 2>&1 </dev/null; code=$?; echo; echo \"{Done}$code\"".AsMemory(), late.Token);
        await _bash.StandardInput.FlushAsync(late.Token);
        var output = new StringBuilder();
        while (await _bash.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith(Done, StringComparison.Ordinal))
            {
                return (int.Parse(line[Done.Length..], CultureInfo.InvariantCulture), output.ToString());
            }

            output.AppendLine(line);
        }

        throw new InvalidOperationException($"The shell ended in\n$ {command}\n{output}");
    }

    public void Dispose()
    {
        if (!_bash.HasExited)
        {
            _bash.Kill(entireProcessTree: true);
        }

        _bash.Dispose();
    }
}
