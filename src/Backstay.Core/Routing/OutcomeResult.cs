using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Routing;

/// <summary>What became of a posted outcome.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OutcomeResult>))]
public enum OutcomeResult
{
    /// <summary>The first value: it is judged.</summary>
    Accepted,

    /// <summary>The same value again.</summary>
    Repeated,

    /// <summary>Another value than the first: kept, not judged.</summary>
    Correction,

    /// <summary>The decision is not known yet: joined when it is.</summary>
    Parked,

    /// <summary>The decision is not known, and too many wait already.</summary>
    Refused,
}
