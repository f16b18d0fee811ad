using Backstay.Client;
using Backstay.Core.Primitives;

namespace Backstay.Cli;

/// <summary>What the command line itself finds wrong, before or beside the server.</summary>
internal static class CliProblems
{
    /// <summary>The way out where the system does not hand a file over.</summary>
    public const string WhereFilesGoWrong = "See whether the path is right, and whether you may use the file.";

    private const int BadRequest = 400;
    private const int Conflict = 409;
    private const int Unavailable = 503;

    /// <summary>The input is wrong: exit code 2.</summary>
    public static BackstayException BadInput(string field, string message, string? hint = null) =>
        new(new ClientProblem { Status = BadRequest, Code = "invalid-input", Field = field, Message = message, Hint = hint });

    /// <summary>What was asked for is not done: exit code 1.</summary>
    public static BackstayException Refused(string code, string message, string? hint = null) =>
        new(new ClientProblem { Status = Conflict, Code = code, Message = message, Hint = hint });

    /// <summary>What local work was refused for, with the exit code that a server's refusal has.</summary>
    public static BackstayException Of(Problem problem) => new(new ClientProblem
    {
        Status = problem.Kind switch
        {
            ProblemKind.Invalid => BadRequest,
            ProblemKind.Unavailable => Unavailable,
            _ => Conflict,
        },
        Code = problem.Code,
        Message = problem.Message,
        Field = problem.Field,
        Hint = problem.Hint,
    });

    /// <summary>A local file can't be read or written.</summary>
    public static BackstayException File(string field, string path, Exception failure) => Directory.Exists(path)
        ? BadInput(field, $"'{path}' is a folder.", "Name a file.") // the system says no more than that access is denied
        : BadInput(field, $"'{path}': {failure.Message}", WhereFilesGoWrong);
}
