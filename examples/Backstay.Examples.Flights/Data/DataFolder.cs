namespace Backstay.Examples.Flights.Data;

/// <summary>Finds the data set's files in the npm package <c>vega-datasets</c>.</summary>
internal static class DataFolder
{
    private const string Variable = "BACKSTAY_NODE_MODULES";
    private const string SolutionFile = "Backstay.slnx";

    /// <summary>The path of one data file. Looks in the folder that BACKSTAY_NODE_MODULES names, else in
    /// <c>node_modules</c> beside the solution, walking up from the program and then from the current folder.</summary>
    /// <exception cref="FileNotFoundException">No such file in any of these places.</exception>
    public static string Find(string file)
    {
        var candidates = Candidates().Select(modules => Path.Combine(modules, "vega-datasets", "data", file)).Distinct().ToList();
        return candidates.Find(File.Exists)
            ?? throw new FileNotFoundException(
                $"{file} of the npm package vega-datasets was not found. Run 'npm ci --ignore-scripts' beside {SolutionFile}, "
                + $"or name the node_modules folder in {Variable}. Looked at: {string.Join(", ", candidates)}", file);
    }

    private static IEnumerable<string> Candidates()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            yield return named;
        }

        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
                {
                    yield return Path.Combine(folder.FullName, "node_modules");
                }
            }
        }
    }
}
