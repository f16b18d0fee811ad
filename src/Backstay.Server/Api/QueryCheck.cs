namespace Backstay.Server.Api;

/// <summary>
/// Refuses query parameters that a route of the control API does not take, before anything is bound: a misspelt filter
/// that is ignored answers another question than the one asked.
/// </summary>
internal sealed class QueryCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        http.Request.QueryString.HasValue && http.GetEndpoint()?.Metadata.GetMetadata<QueryNames>()?.Check(http.Request.Query) is { } wrong
            ? wrong.ToResult().ExecuteAsync(http)
            : next(http);
}
