namespace Backstay.Core.Tests.Ledger;

/// <summary>Where third-party vectors lie: BACKSTAY_CONFORMANCE, else shared/conformance beside the repository.</summary>
internal static class ConformanceData
{
    /// <summary>The folder of one set; skips the test by name where it is absent.</summary>
    public static string Folder(string set)
    {
        var root = Environment.GetEnvironmentVariable("BACKSTAY_CONFORMANCE") ?? BesideRepository();
        var folder = root is null ? null : Path.Combine(root, set);
        Assert.SkipUnless(folder is not null && Directory.Exists(folder), $"The conformance set '{set}' is not here.");
        return folder!;
    }

    private static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Backstay.slnx")))
            {
                return Path.Combine(folder.FullName, "..", "shared", "conformance");
            }
        }

        return null;
    }
}
