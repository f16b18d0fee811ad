using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Training;
using Backstay.Examples.Tests.Flights;

[assembly: AssemblyFixture(typeof(TrainedFolder))]

namespace Backstay.Examples.Tests.Flights;

/// <summary>One training with the usual seed, shared by all tests; removed at the end.</summary>
public sealed class TrainedFolder : IDisposable
{
    public const int Seed = Examples.Flights.Verbs.DefaultSeed;

    public TrainedFolder()
    {
        Folder = Directory.CreateTempSubdirectory("backstay-flights-").FullName;
        Manifest = new TrainingRun(Folder, Seed).Run(Source);
    }

    public static string Source => DataFolder.Find(FlightFile.Name);

    public string Folder { get; }

    internal TrainingManifest Manifest { get; }

    public string File(string name) => Path.Combine(Folder, name);

    internal Network Network(string model) => Files.Read<ModelWeights>(File($"{model}.weights.json")).Network;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
