namespace Backstay.Client;

/// <summary>The server refused, or could not be reached.</summary>
public sealed class BackstayException(ClientProblem problem)
    : Exception(problem.Field is null ? problem.Message : $"{problem.Field}: {problem.Message}")
{
    public ClientProblem Problem { get; } = problem;
}
