using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Examples.Flights.Story.Callers;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Story.Processes;
using Backstay.Examples.Flights.Story.Promises;
using Backstay.Examples.Flights.Story.Screen;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story;

/// <summary>What the chapters share. Ends everything that it started.</summary>
internal sealed class StoryContext(StoryOptions options, Timeline timeline, PromiseBook promises, TimeProvider time) : IAsyncDisposable
{
    public static readonly Name Endpoint = Name.Parse("flight-delay");

    private BackstayClient? _client;

    public StoryOptions Options { get; } = options;

    public StoryProfile Profile => Options.Profile;

    public TimeProvider Time { get; } = time;

    public Timeline Timeline { get; } = timeline;

    public PromiseBook Promises { get; } = promises;

    public ServerProcess Server { get; } = new(options.Binary, options.DataFolder, options.LogFolder, time);

    public DyingBackend Backend { get; } = new();

    public AnswerTally Tally { get; } = new(time);

    public CommandLine Cli => field ??= new CommandLine(Options.Binary, () => Server.Api, Timeline.CommandWidth);

    public Gauge Gauge => field ??= new Gauge(Tally, Time);

    public Crowd? Crowd { get; set; }

    public Pager? Pager { get; set; }

    /// <summary>Of the control API; there once the server runs.</summary>
    public BackstayClient Client
    {
        get => Need(_client);
        set => _client = value;
    }

    public string ModelFolder { get; set; } = string.Empty;

    public TrainingManifest? Manifest { get; set; }

    /// <summary>Incident of the units bug, for the questions at the end.</summary>
    public string? Incident { get; set; }

    public string CheckpointFile => Path.Combine(Options.KeptFolder, "checkpoint.txt");

    public async ValueTask DisposeAsync()
    {
        if (Crowd is not null)
        {
            await Crowd.DisposeAsync();
        }

        await Backend.DisposeAsync();
        await Server.DisposeAsync();
        if (Pager is not null)
        {
            await Pager.DisposeAsync();
        }

        _client?.Dispose();
    }

    /// <summary>A part that an earlier chapter has set.</summary>
    public static T Need<T>(T? part)
        where T : class =>
        part ?? throw new InvalidOperationException($"{typeof(T).Name} comes with an earlier chapter.");
}
