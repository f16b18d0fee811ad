using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Hosting;

/// <summary>
/// One version in the host: its counters for as long as it is known, its file while it is warm or hot, and its session while
/// it is hot.
/// </summary>
internal sealed class HostedModel(ModelKey key, TimeProvider time)
{
    private const int NanosecondsPerTick = 100;

    private readonly Lock _gate = new();
    private SessionLease? _lease;
    private ObjectContent? _file;
    private long _touched = time.GetTimestamp();
    private ModelState _state = ModelState.Loading;
    private Digest _content;
    private DateTimeOffset? _loadedAt;
    private TimeSpan _loadTime;
    private long _fileBytes;
    private long _memoryBytes;
    private ImmutableArray<TensorSpec> _inputs = [];
    private ImmutableArray<TensorSpec> _outputs = [];
    private long _requests;
    private long _errors;
    private long _cpuNanoseconds;

    public ModelKey Key => key;

    /// <summary>Order of becoming cold, for forgetting the oldest; set by the host under its gate.</summary>
    public long ColdSince { get; set; }

    /// <summary>What it is loaded from while it is warm; null where it was loaded from bytes of the caller's. Used in the host's turn only.</summary>
    public ObjectContent? File => _file;

    /// <summary>Since the last load or call.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _touched));

    public ModelStatus Status()
    {
        lock (_gate)
        {
            return new ModelStatus(
                key, _state, _content, _loadedAt, _loadTime, _fileBytes, _memoryBytes,
                Interlocked.Read(ref _requests), Interlocked.Read(ref _errors),
                TimeSpan.FromTicks(Interlocked.Read(ref _cpuNanoseconds) / NanosecondsPerTick), _inputs, _outputs);
        }
    }

    public void BeginLoading(Digest content, long fileBytes)
    {
        lock (_gate)
        {
            _state = ModelState.Loading;
            _content = content;
            _fileBytes = fileBytes;
        }
    }

    public void BecomeHot(IModelSession session, DateTimeOffset at, TimeSpan loadTime, long memoryBytes)
    {
        lock (_gate)
        {
            _inputs = session.Inputs;
            _outputs = session.Outputs;
            _loadedAt = at;
            _loadTime = loadTime;
            _memoryBytes = memoryBytes;
            _state = ModelState.Hot;
            Touch();
            Volatile.Write(ref _lease, new SessionLease(session));
        }
    }

    /// <summary>Takes a file over, in place of the one that it had.</summary>
    public void Keep(ObjectContent? file)
    {
        if (!ReferenceEquals(file, _file))
        {
            _file?.Dispose();
            _file = file;
        }
    }

    /// <summary>Without a session: warm with the file that it keeps, cold where it has none.</summary>
    public void BecomeWarm()
    {
        if (_file is not { } file)
        {
            BecomeCold();
            return;
        }

        lock (_gate)
        {
            _state = ModelState.Warm;
            _content = file.Digest;
            _fileBytes = _memoryBytes = file.Bytes.Length;
            Touch();
        }
    }

    /// <summary>Takes the session from new calls; null where there is none to take.</summary>
    public SessionLease? BeginDraining()
    {
        lock (_gate)
        {
            var lease = _lease;
            Volatile.Write(ref _lease, null);
            _state = lease is null ? _state : ModelState.Draining;
            return lease;
        }
    }

    public void BecomeCold()
    {
        Keep(null);
        lock (_gate)
        {
            _state = ModelState.Cold;
            _memoryBytes = 0;
        }
    }

    /// <summary>Runs the model on the calling thread and counts it.</summary>
    public Result<InferenceResponse> Run(InferenceRequest request, CancellationToken ct)
    {
        if (Volatile.Read(ref _lease) is not { } lease || !lease.TryHold())
        {
            return Problem.Unavailable(ModelHost.ColdCode, $"The model version '{key}' is not loaded.");
        }

        Touch();
        var started = ThreadCpuClock.Nanoseconds();
        var failed = true;
        try
        {
            var result = lease.Session.Run(request, ct);
            failed = !result.IsOk;
            return result.TryGet(out var outputs, out var problem)
                ? new InferenceResponse(key.Name, key.Version, request.Id, outputs)
                : problem;
        }
        finally
        {
            Interlocked.Add(ref _cpuNanoseconds, ThreadCpuClock.Nanoseconds() - started);
            Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _errors, failed ? 1 : 0);
            lease.Release();
        }
    }

    private void Touch() => Volatile.Write(ref _touched, time.GetTimestamp());
}
