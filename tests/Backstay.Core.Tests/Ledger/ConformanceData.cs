using Backstay.TestKit;

namespace Backstay.Core.Tests.Ledger;

/// <summary>Where third-party vectors lie: BACKSTAY_CONFORMANCE, else shared/conformance beside the repository.</summary>
internal static class ConformanceData
{
    /// <summary>The folder of one set; skips the test by name where it is absent.</summary>
    public static string Folder(string set)
    {
        var folder = Path.Combine(RepositoryFolder.Conformance, set);
        Assert.SkipUnless(Directory.Exists(folder), $"The conformance set '{set}' is not here.");
        return folder;
    }
}
