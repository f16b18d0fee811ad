namespace Backstay.Examples.Tests.Flights;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("backstay-flights-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
