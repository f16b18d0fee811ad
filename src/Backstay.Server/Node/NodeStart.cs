using Backstay.Storage;

namespace Backstay.Server.Node;

/// <summary>What every part of a start is given.</summary>
/// <param name="Folder">The right to the data folder, as long as the node lives.</param>
/// <param name="Phases">Whatever this start ends in, it is told there how long it took.</param>
internal sealed record NodeStart(
    ServeOptions Options,
    TimeProvider Time,
    Action<ILoggingBuilder> Logging,
    ILoggerFactory Loggers,
    DataLayout Layout,
    SystemIdSource Ids,
    DataFolderLock Folder,
    StartPhases Phases);
