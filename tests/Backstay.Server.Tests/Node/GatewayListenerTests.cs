using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway;
using Backstay.Server.Node;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Node;

public sealed class GatewayListenerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_web_server_makes_no_activity_of_a_request_though_errors_are_logged()
    {
        var seen = new SeenRequests();
        using var log = new EveryLine();
        var options = new ServeOptions { DataFolder = "none", Gateway = new Uri("http://127.0.0.1:0") };
        await using var app = GatewayListener.Build(options, logging => logging.AddProvider(log), services =>
        {
            services.AddSingleton<IStartupFilter>(seen);
            services.AddSingleton<IDecisionSink>(new DecisionFan([]));
            services.AddSingleton<IIdSource, SystemIdSource>();
            services.AddSingleton(TimeProvider.System);
            services.Configure<GatewayOptions>(gateway => gateway.UnitKey = new byte[GatewayOptions.MinUnitKeyBytes]);
        });
        await app.StartAsync(Ct);
        using var client = new HttpClient();

        using var response = await client.GetAsync(new Uri($"{app.Urls.Single()}/v2"), Ct);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal([false], seen.HadActivity);
        Assert.True(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Server.Kestrel").IsEnabled(LogLevel.Error));
    }

    private sealed class SeenRequests : IStartupFilter
    {
        public List<bool> HadActivity { get; } = [];

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(following => context =>
            {
                HadActivity.Add(context.Features.Get<IHttpActivityFeature>() is not null);
                return following(context);
            });
            next(app);
        };
    }

    private sealed class EveryLine : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
