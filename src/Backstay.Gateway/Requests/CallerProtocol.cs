namespace Backstay.Gateway.Requests;

/// <summary>What a caller speaks, by the path it calls.</summary>
internal enum CallerProtocol
{
    /// <summary><c>/endpoints/ENDPOINT</c>.</summary>
    Json,

    /// <summary><c>/v2/models/ENDPOINT/infer</c>.</summary>
    Oip,
}
