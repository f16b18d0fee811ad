using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Backstay.Client.Environments;

/// <summary>Runs a program for a bounded time and reads a bounded answer.</summary>
internal static class BoundedProcess
{
    /// <param name="Output">What it wrote to standard output; null where it failed.</param>
    /// <param name="Failure">Why, for a person; null where it did not fail.</param>
    public readonly record struct Answer(string? Output, string? Failure);

    public static async Task<Answer> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan timeout, int maxBytes, TimeProvider time, CancellationToken ct)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        try
        {
            process.Start();
        }
        catch (Exception absent) when (absent is Win32Exception or FileNotFoundException)
        {
            return new Answer(null, $"'{program}' can't be started");
        }

        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            process.StandardInput.Close();

            // Nobody reads what it complains of, but a full pipe would stop it.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, both.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, maxBytes, both.Token);
            if (output is null)
            {
                return new Answer(null, $"'{program}' answered with more than {maxBytes} bytes");
            }

            await complaints;
            await process.WaitForExitAsync(both.Token);
            return process.ExitCode == 0
                ? new Answer(output, null)
                : new Answer(null, $"'{program}' ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Answer(null, $"'{program}' took longer than {timeout.TotalSeconds} s");
        }
        finally
        {
            Kill(process);
        }
    }

    private static async Task<string?> ReadAsync(Stream stream, int maxBytes, CancellationToken ct)
    {
        var buffer = new byte[maxBytes + 1];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return read > maxBytes ? null : Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
