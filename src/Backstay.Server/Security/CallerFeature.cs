using System.Diagnostics;

namespace Backstay.Server.Security;

internal static class CallerFeature
{
    /// <summary>Who makes this request; set by <see cref="CallerCheck"/> before any handler runs.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>()
        ?? throw new UnreachableException("A handler ran before the caller was checked.");
}
