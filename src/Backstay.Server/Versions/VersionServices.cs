namespace Backstay.Server.Versions;

internal static class VersionServices
{
    public static IServiceCollection AddVersions(this IServiceCollection services) => services
        .AddSingleton<VersionContents>()
        .AddSingleton<EnvironmentSides>()
        .AddSingleton<VersionReader>()
        .AddSingleton<VersionAnswers>()
        .AddSingleton<VersionRegistration>();
}
