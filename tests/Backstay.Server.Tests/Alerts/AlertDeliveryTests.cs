using System.Text.Json;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Server.Alerts;
using Backstay.Server.Node;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Alerts;

/// <summary>Webhooks that are dead, slow or moved, and a node that ends before one answered and starts again on the same data.</summary>
public sealed class AlertDeliveryTests : IDisposable
{
    private static readonly Name Endpoint = BreachScene.Endpoint;
    private static readonly Name Other = Name.Parse("other");
    private readonly TemporaryFolder _folder = new();
    private readonly BreachScene _scene = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_that_was_not_answered_for_is_sent_again_after_a_restart_and_then_no_more()
    {
        await using var webhook = await LoopbackUpstream.StartAsync(Behave.Silent());
        await using (var first = await StartAsync())
        {
            await _scene.ServeAsync(first, webhook.Url);
            await _scene.BreachAsync(first);
            await SeeAsync(() => webhook.Received == 1);
        }

        webhook.Behaviour = Behave.Json("{}");
        await using (await StartAsync())
        {
            // Answered for once its position is kept.
            await SeeAsync(() => webhook.Bodies.Count == 2 && KeptPosition() > 0);
        }

        await using (var third = await StartAsync())
        {
            await _scene.BreachAsync(third);
            await SeeAsync(() => webhook.Bodies.Count >= 3);
        }

        var told = webhook.Bodies.Select(body => JsonDocument.Parse(body).RootElement).Select(alert => (
            Incident: alert.GetProperty("incident").GetString(), From: alert.GetProperty("from").GetString(), To: alert.GetProperty("to").GetString())).ToArray();
        Assert.Equal(3, told.Length);
        Assert.Equal(told[0], told[1]);
        Assert.NotEqual(told[1].Incident, told[2].Incident);
        Assert.All(told, alert => Assert.Equal(("r2", "r1"), (alert.From, alert.To)));
    }

    [Fact]
    public async Task An_alert_outlives_any_number_of_refusals_and_a_restart()
    {
        await using var webhook = await LoopbackUpstream.StartAsync(Behave.Status(503));
        await using (var first = await StartAsync())
        {
            await _scene.ServeAsync(first, webhook.Url);
            await _scene.BreachAsync(first);
            await SeeAsync(() => webhook.Received >= 8);
        }

        Assert.Equal(0, KeptPosition());
        webhook.Behaviour = Behave.Json("{}");
        await using var second = await StartAsync();

        await SeeAsync(() => KeptPosition() > 0);
        Assert.Single(webhook.Bodies.Select(IncidentOf).Distinct());
        Assert.Equal((0, 0), (Alerts(second).GivenUp, Alerts(second).Waiting));
    }

    [Fact]
    public async Task A_dead_webhook_delays_no_other_endpoints_alert_and_is_told_again_after_it()
    {
        await using var dead = await LoopbackUpstream.StartAsync(Behave.Status(500));
        await using var alive = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var node = await StartAsync();
        await _scene.ServeAsync(node, dead.Url);
        await _scene.DeclareAsync(node, Other, alive.Url);
        await _scene.DoAsync(node, new StartRollout(Other, Name.Parse("r1"), null, "why"));
        await _scene.BreachAsync(node);
        await SeeAsync(() => dead.Received >= 2);

        await _scene.BreachAsync(node, Other);

        await SeeAsync(() => alive.Received == 1 && Alerts(node).Waiting == 1);
        var before = KeptPosition();
        dead.Behaviour = Behave.Json("{}");
        await SeeAsync(() => Alerts(node).Waiting == 0);
        Assert.True(KeptPosition() > before);
        Assert.NotEqual(IncidentOf(dead.Bodies.First()), IncidentOf(alive.Bodies.Single()));
    }

    [Fact]
    public async Task An_endpoints_alerts_arrive_in_their_order_at_the_address_that_it_names_by_then()
    {
        await using var wrong = await LoopbackUpstream.StartAsync(Behave.Status(404));
        await using var right = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var node = await StartAsync();
        await _scene.ServeAsync(node, wrong.Url);
        await _scene.BreachAsync(node);
        await _scene.BreachAsync(node);
        await SeeAsync(() => wrong.Received >= 3 && Alerts(node).Waiting == 2);

        await _scene.DeclareAsync(node, Endpoint, right.Url);

        await SeeAsync(() => Alerts(node).Waiting == 0);
        var incidents = BreachScene.Ledger(node).Current.Monitoring.Incidents.Values.OrderBy(i => i.Position).Select(i => i.Id);
        Assert.Equal(incidents, right.Bodies.Select(IncidentOf));
        Assert.All(wrong.Bodies, body => Assert.Equal(IncidentOf(right.Bodies.First()), IncidentOf(body)));
    }

    /// <summary>More than any fixed queue would hold wait for a dead webhook, over a restart too, while another endpoint's are answered.</summary>
    [Fact]
    public async Task However_many_alerts_wait_none_is_lost_over_a_restart()
    {
        const int Many = 300;
        await using var dead = await LoopbackUpstream.StartAsync(Behave.Status(503));
        await using var alive = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using (var first = await StartAsync())
        {
            await _scene.ServeAsync(first, dead.Url);
            await _scene.DeclareAsync(first, Other, alive.Url);
            await _scene.DoAsync(first, new StartRollout(Other, Name.Parse("r1"), null, "why"));
            for (var i = 0; i < Many; i++)
            {
                await _scene.BreachAsync(first);
            }

            await SeeAsync(() => Alerts(first).Waiting == Many);
        }

        await using (var second = await StartAsync())
        {
            await _scene.BreachAsync(second, Other);
            await SeeAsync(() => alive.Received == 1 && Alerts(second).Waiting == Many);
            Assert.True(KeptPosition() < IncidentsOf(second, Endpoint)[0].Position);
            Assert.Equal(0, Alerts(second).GivenUp);
        }

        dead.Behaviour = Behave.Json("{}");
        var refused = dead.Bodies.Count;
        await using var third = await StartAsync();
        await SeeAsync(() => dead.Bodies.Count >= refused + Many && Alerts(third).Waiting == 0);
        Assert.Equal(IncidentsOf(third, Endpoint).Select(i => i.Id), dead.Bodies.Skip(refused).Select(IncidentOf));
    }

    [Fact]
    public async Task An_alert_that_nobody_takes_in_time_is_given_up_logged_counted_and_the_next_one_comes()
    {
        await using var webhook = await LoopbackUpstream.StartAsync(Behave.Status(503));
        var log = new LogLines();
        await using var node = await StartAsync(new WebhookPatience { GiveUpAfter = TimeSpan.Zero }, log);
        await _scene.ServeAsync(node, webhook.Url);
        await _scene.BreachAsync(node);
        await SeeAsync(() => Alerts(node).GivenUp == 1 && KeptPosition() > 0);
        webhook.Behaviour = Behave.Json("{}");

        await _scene.BreachAsync(node);

        await SeeAsync(() => webhook.Received == 2 && Alerts(node).Waiting == 0);
        Assert.Equal(1, Alerts(node).GivenUp);
        var incident = IncidentOf(webhook.Bodies.First());
        Assert.Contains(log.Lines, line => line.Contains("given up", StringComparison.Ordinal) && line.Contains(incident, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_set_forwards_by_days_gives_up_no_alert()
    {
        await using var webhook = await LoopbackUpstream.StartAsync(Behave.Status(503));
        var clock = new ShiftedClock();
        await using var node = await StartAsync(clock: clock);
        await _scene.ServeAsync(node, webhook.Url);
        await _scene.BreachAsync(node);
        await SeeAsync(() => webhook.Received >= 1);

        clock.Advance(TimeSpan.FromDays(3));

        var before = webhook.Received;
        await SeeAsync(() => webhook.Received >= before + 3);
        webhook.Behaviour = Behave.Json("{}");
        await SeeAsync(() => Alerts(node).Waiting == 0);
        Assert.Equal(0, Alerts(node).GivenUp);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12x")]
    [InlineData("-1")]
    public void A_file_that_holds_no_position_is_not_overwritten(string content)
    {
        var path = _folder.File("alerts");
        File.WriteAllText(path, content);

        var refused = Assert.Throws<IOException>(() => DeliveredAlerts.Open(path, head: 7));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
    }

    public void Dispose() => _folder.Dispose();

    private Task<BackstayNode> StartAsync(WebhookPatience? patience = null, LogLines? log = null, TimeProvider? clock = null) => BackstayNode.StartAsync(
        new ServeOptions
        {
            DataFolder = _folder.File("data"),
            Api = new Uri("http://127.0.0.1:0"),
            Gateway = new Uri("http://127.0.0.1:0"),
            Webhooks = patience ?? new WebhookPatience { FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(20) },
        },
        clock ?? TimeProvider.System,
        logging =>
        {
            if (log is not null)
            {
                logging.AddProvider(log);
            }
        },
        Ct);

    private static AlertLoop Alerts(BackstayNode node) => node.ApiServices.GetRequiredService<AlertLoop>();

    private static Incident[] IncidentsOf(BackstayNode node, Name endpoint) =>
        [.. BreachScene.Ledger(node).Current.Monitoring.Incidents.Values.Where(i => i.Endpoint == endpoint).OrderBy(i => i.Position)];

    private static string IncidentOf(string body) =>
        JsonDocument.Parse(body).RootElement.GetProperty("incident").GetString() ?? string.Empty;

    // What the first start kept is the empty ledger's: 0.
    private long KeptPosition() => long.Parse(File.ReadAllText(_folder.File("data", "alerts")), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task SeeAsync(Func<bool> condition)
    {
        for (var i = 0; i < 600 && !condition(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Ct);
        }

        Assert.True(condition());
    }
}
