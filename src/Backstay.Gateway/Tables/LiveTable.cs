using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Tables;

/// <summary>A routing table bound to what is there to answer, with the escapes that stand. Immutable; requests read one reference.</summary>
internal sealed class LiveTable
{
    private readonly FrozenDictionary<string, LiveEndpoint> _endpoints;
    private readonly FrozenDictionary<string, LiveEndpoint>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public LiveTable(RoutingTable source, FrozenDictionary<string, LiveEndpoint> endpoints, ImmutableDictionary<string, EscapeNote> escapes)
    {
        Source = source;
        Escapes = escapes;
        PositionText = source.Position.ToString(CultureInfo.InvariantCulture);
        _endpoints = endpoints;
        _byName = endpoints.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static LiveTable Empty { get; } = new(
        RoutingTable.Empty,
        FrozenDictionary.ToFrozenDictionary<string, LiveEndpoint>([], StringComparer.Ordinal),
        ImmutableDictionary.Create<string, EscapeNote>(StringComparer.Ordinal));

    public RoutingTable Source { get; }

    public long Position => Source.Position;

    /// <summary>The position as a header value.</summary>
    public string PositionText { get; }

    /// <summary>Escapes by endpoint. Applied at every look-up, so that taking one copies nothing.</summary>
    public ImmutableDictionary<string, EscapeNote> Escapes { get; }

    /// <summary>The endpoint as it is to be served: its escape, where that is taken.</summary>
    public bool TryFind(ReadOnlySpan<char> name, [NotNullWhen(true)] out LiveEndpoint? endpoint)
    {
        if (!_byName.TryGetValue(name, out endpoint))
        {
            return false;
        }

        if (!Escapes.IsEmpty && endpoint.Escape is { } escape
            && Escapes.TryGetValue(endpoint.Name, out var note) && note.Rollout == endpoint.Rollout)
        {
            endpoint = escape;
        }

        return true;
    }

    /// <summary>Whether the table as compiled, escapes aside, is in that rollout.</summary>
    public bool HasRollout(string endpoint, string rollout) =>
        _endpoints.TryGetValue(endpoint, out var found) && found.Rollout == rollout && found.Escape is not null;

    /// <summary>The same table with one more escape taken.</summary>
    public LiveTable With(EscapeNote note) => new(Source, _endpoints, Escapes.SetItem(note.Endpoint, note));

    public LiveTable With(ImmutableDictionary<string, EscapeNote> escapes) => new(Source, _endpoints, escapes);
}
