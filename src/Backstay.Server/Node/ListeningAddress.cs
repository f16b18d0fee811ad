using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Backstay.Server.Node;

/// <summary>Where a started application really listens, port 0 resolved.</summary>
internal static class ListeningAddress
{
    public static Uri Of(WebApplication application) => new(
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()); // Kestrel always sets the feature
}
