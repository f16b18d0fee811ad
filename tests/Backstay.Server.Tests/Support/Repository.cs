namespace Backstay.Server.Tests.Support;

/// <summary>Files of the repository that tests compare with; <c>BACKSTAY_ACCEPT=1</c> writes them instead.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Compares with a kept file, or replaces it.</summary>
    public static void AssertKept(string path, string actual)
    {
        var full = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable("BACKSTAY_ACCEPT") == "1")
        {
            File.WriteAllText(full, actual);
            return;
        }

        Assert.True(File.Exists(full), $"{path} is missing; run this test with BACKSTAY_ACCEPT=1 to write it.");
        Assert.True(
            string.Equals(File.ReadAllText(full), actual, StringComparison.Ordinal),
            $"{path} is not what the server has now. If the change is meant, run this test with BACKSTAY_ACCEPT=1 and look at the difference.");
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Backstay.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
