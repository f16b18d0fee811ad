using System.Text.Json;
using Backstay.Client;
using Spectre.Console;

namespace Backstay.Cli.Output;

/// <summary>Writes results to standard output, as text for people or JSON for programs, and trouble to standard error.</summary>
internal sealed class Printer(OutputFormat format, IAnsiConsole output, TextWriter error)
{
    private static readonly JsonSerializerOptions Indented = new(WireJson.Options) { WriteIndented = true };

    public OutputFormat Format { get; } = format;

    /// <summary>For text only: progress, tables, pictures. Never called for JSON.</summary>
    public IAnsiConsole Console { get; } = output;

    /// <summary>Prints one result: the wire document as JSON, or whatever <paramref name="text"/> draws.</summary>
    /// <exception cref="BackstayException">Standard output can't be written, such as on a full disk.</exception>
    public void Print<T>(T value, Action<IAnsiConsole> text)
    {
        try
        {
            if (Format == OutputFormat.Json)
            {
                Console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(value, Indented));
            }
            else
            {
                text(Console);
            }
        }
        catch (IOException failure)
        {
            throw new BackstayException(new ClientProblem
            {
                Code = "cannot-write",
                Message = $"Standard output can't be written: {failure.Message}",
                Hint = "Make room where it goes, or send it elsewhere. What the command did before is done.",
            });
        }
    }

    /// <summary>One line of what is wrong and one of the way out; for programs one line of JSON.</summary>
    public void PrintProblem(ClientProblem problem)
    {
        if (Format == OutputFormat.Json)
        {
            error.WriteLine(JsonSerializer.Serialize(problem, WireJson.Options));
            return;
        }

        error.WriteLine(problem.Field is { } field
            ? $"error: {problem.Code} ({Safe(field)}): {Safe(problem.Message)}"
            : $"error: {problem.Code}: {Safe(problem.Message)}");
        if (problem.Hint is { } hint)
        {
            error.WriteLine($"hint: {Safe(hint)}");
        }
    }

    /// <summary>Text of others never moves the cursor or colours the terminal.</summary>
    public static string Safe(string text) => new([.. text.Select(c => char.IsControl(c) && c != '\n' ? '?' : c)]);
}
