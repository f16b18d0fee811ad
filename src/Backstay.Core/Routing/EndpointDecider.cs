using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>Decides the commands of this folder.</summary>
public static class EndpointDecider
{
    public const int MaxBackends = 16;
    public const int MaxBodyLimit = 64 * 1024 * 1024;
    public const int MaxSafeDefaultBytes = 16 * 1024;

    public static Result<NewFacts> Decide(RoutingState routing, DeclareEndpoint command, DecideContext context)
    {
        if (TextRules.Required("why", command.Why) is { } why)
        {
            return why;
        }

        if (!InCanonicalForm(command.Config).TryGet(out var config, out var spelling))
        {
            return spelling;
        }

        foreach (var problem in Problems(config))
        {
            if (problem is not null)
            {
                return problem;
            }
        }

        return routing.Endpoints.TryGetValue(config.Endpoint, out var existing) && IsSame(existing.Config, config)
            ? NewFacts.None
            : NewFacts.Of(new EndpointDeclared(config, context.Seal(command.Why)));
    }

    /// <summary>
    /// The safe default as the ledger will hold it: a state that was folded from the command must not differ, in what it
    /// serves or decides, from one that was replayed.
    /// </summary>
    private static Result<EndpointConfig> InCanonicalForm(EndpointConfig config)
    {
        if (config.SafeDefault is not { } safe)
        {
            return config;
        }

        return CanonicalJson.Canonicalize(safe.Body).TryGet(out var body, out var problem)
            ? config with { SafeDefault = new SafeDefault(JsonElement.Parse(body.Span)) }
            : problem.Under("safeDefault");
    }

    /// <summary>Compared by JSON form: a record that holds arrays has no value equality.</summary>
    private static bool IsSame(EndpointConfig left, EndpointConfig right) =>
        JsonSerializer.SerializeToUtf8Bytes(left, RoutingJson.Default.EndpointConfig)
            .AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right, RoutingJson.Default.EndpointConfig));

    private static IEnumerable<Problem?> Problems(EndpointConfig config)
    {
        yield return TextRules.Required("owner", config.Owner, TextRules.MaxId);
        yield return Range("deadlineMs", config.DeadlineMs, 1, EndpointConfig.MaxDeadlineMs);
        yield return Range("canaryDeadlineShare", config.CanaryDeadlineShare, 1, 90);
        yield return Range("maxBodyBytes", config.MaxBodyBytes, 1, MaxBodyLimit);
        yield return config.Backends.Length is 0 or > MaxBackends
            ? Problem.Invalid("backends", $"An endpoint has 1 to {MaxBackends} backends.")
            : null;
        yield return config.Backends.Select(b => b.Name).Distinct().Count() != config.Backends.Length
            ? Problem.Invalid("backends", "Two backends have the same name.")
            : null;
        for (var i = 0; i < config.Backends.Length; i++)
        {
            yield return BackendProblem($"backends[{i}]", config.Backends[i]);
        }

        yield return UnitProblem(config.Unit);
        yield return config.SafeDefault is { } safe && safe.Body.GetRawText().Length > MaxSafeDefaultBytes
            ? Problem.Invalid("safeDefault", $"A safe default has at most {MaxSafeDefaultBytes} bytes.")
            : null;
        yield return WebProblem("alertWebhook", config.AlertWebhook);
        yield return WebProblem("playbook", config.Playbook);
        for (var i = 0; i < config.Demands.Scorecards.Length; i++)
        {
            var demand = config.Demands.Scorecards[i];
            yield return TextRules.Required($"demands.scorecards[{i}].metric", demand.Metric, TextRules.MaxId);
            yield return demand.Min is null && demand.Max is null
                ? Problem.Invalid($"demands.scorecards[{i}]", "A demand needs a min, a max or both.")
                : null;
        }
    }

    private static Problem? Range(string field, int value, int min, int max) =>
        value < min || value > max ? Problem.Invalid(field, $"'{field}' must be from {min} to {max}, not {value}.") : null;

    private static Problem? BackendProblem(string field, BackendConfig backend) => (backend.Protocol, backend.Url) switch
    {
        (BackendProtocol.Hosted, not null) => Problem.Invalid($"{field}.url", "A hosted backend has no URL."),
        (BackendProtocol.Hosted, null) => null,
        (_, null) => Problem.Invalid($"{field}.url", "This backend needs the URL where it is served."),
        _ => WebProblem($"{field}.url", backend.Url),
    };

    private static Problem? WebProblem(string field, Uri? uri) => uri switch
    {
        null => null,
        { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } => null,
        _ => Problem.Invalid(field, $"'{field}' must be an absolute http or https URL without a user name."),
    };

    private static Problem? UnitProblem(UnitSource? unit) => unit switch
    {
        null => null,
        { Header: null, BodyField: null } => Problem.Invalid("unit", "A unit needs a header, a body field or both."),
        { Header: { } header } when header.Length is 0 or > 64 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            => Problem.Invalid("unit.header", "A header name has 1 to 64 letters, digits and '-'."),
        { BodyField: { } path } when path.Length is 0 or > 200 || path.Split('.').Any(part => part.Length == 0)
            => Problem.Invalid("unit.bodyField", "A body field is member names joined by dots, at most 200 characters."),
        _ => null,
    };
}
