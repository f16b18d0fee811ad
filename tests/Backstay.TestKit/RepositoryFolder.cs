namespace Backstay.TestKit;

/// <summary>Where this checkout and its third-party test data lie.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder of Backstay.slnx, upwards from where the tests run.</summary>
    public static string Root { get; } = Find();

    /// <summary>Third-party conformance data: <c>BACKSTAY_CONFORMANCE</c>, or shared/conformance beside the checkout.</summary>
    public static string Conformance { get; } = Environment.GetEnvironmentVariable("BACKSTAY_CONFORMANCE")
        ?? Path.GetFullPath(Path.Combine(Root, "..", "shared", "conformance"));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Backstay.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"There is no Backstay.slnx above {AppContext.BaseDirectory}.");
    }
}
