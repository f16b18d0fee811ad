using Backstay.Bench.Harness;

namespace Backstay.Bench.Load;

/// <summary>Programs that a bench measures with or against, and that do not come with the repository.</summary>
internal static class Programs
{
    /// <summary>Where distributions put servers, which is not on every user's PATH.</summary>
    private const string ServerFolder = "/usr/sbin";

    /// <summary>The program's path, from the PATH.</summary>
    /// <param name="package">The Debian package that has it.</param>
    /// <exception cref="BenchUsageException">It is not installed.</exception>
    public static string Find(string name, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Append(ServerFolder);
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new BenchUsageException($"'{name}' is not on the PATH, and this bench needs it. In Debian: apt-get install {package}");
    }
}
