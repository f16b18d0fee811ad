namespace Backstay.TestKit;

/// <summary>Files of the repository that tests compare with; <c>BACKSTAY_ACCEPT=1</c> writes them instead.</summary>
public static class KeptFile
{
    /// <summary>Compares with a kept file, or replaces it.</summary>
    /// <param name="path">From the repository's root.</param>
    public static void AssertKept(string path, string actual)
    {
        var full = Path.Combine(RepositoryFolder.Root, path);
        if (Environment.GetEnvironmentVariable("BACKSTAY_ACCEPT") == "1")
        {
            File.WriteAllText(full, actual);
            return;
        }

        Assert.True(File.Exists(full), $"{path} is missing; run this test with BACKSTAY_ACCEPT=1 to write it.");
        Assert.True(
            string.Equals(File.ReadAllText(full), actual, StringComparison.Ordinal),
            $"{path} is not what the product has now. If the change is meant, run this test with BACKSTAY_ACCEPT=1 and look at the difference.");
    }
}
