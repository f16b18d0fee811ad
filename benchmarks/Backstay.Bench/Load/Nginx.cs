using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Backstay.Bench.Harness;
using Backstay.TestKit;

namespace Backstay.Bench.Load;

/// <summary>nginx on ports of its own, with a folder of its own and no log of requests.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    /// <summary>Connections live as long as the bench: to make new ones is not what is measured.</summary>
    private const string ManyRequests = "keepalive_requests 1000000000;";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private Nginx(TemporaryFolder folder, Process process, Uri[] urls)
    {
        _folder = folder;
        _process = process;
        Urls = urls;
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Urls { get; }

    /// <summary>Its master and its workers.</summary>
    public IReadOnlyList<int> Processes => ProcessorTime.Family(_process.Id);

    /// <summary>Two backends that have their answer ready.</summary>
    public static Task<Nginx> BackendsAsync(string answer) => StartAsync(workers: 1, ports: 2, urls => string.Concat(urls.Select(url => $$"""
            server {
              listen {{url.Authority}};
              default_type application/json;
              location / { return 200 '{{answer}}'; }
            }

        """)));

    /// <summary>A proxy that keeps its connections to two servers and divides requests by weight.</summary>
    public static Task<Nginx> ProxyAsync(int workers, Uri old, Uri canary, int canaryPercent) => StartAsync(workers, ports: 1, urls => $$"""
            upstream releases {
              server {{old.Authority}} weight={{100 - canaryPercent}};
              server {{canary.Authority}} weight={{canaryPercent}};
              keepalive 128;
              {{ManyRequests}}
            }
            server {
              listen {{urls[0].Authority}};
              location / {
                proxy_pass http://releases;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
              }
            }

        """);

    public async ValueTask DisposeAsync()
    {
        // Its workers end with the master only where it may end them itself.
        using (var quit = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await quit.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<Nginx> StartAsync(int workers, int ports, Func<Uri[], string> servers)
    {
        var nginx = Programs.Find("nginx", "nginx-light");
        var folder = new TemporaryFolder();
        var urls = FreePorts(ports);
        await File.WriteAllTextAsync(folder.File("nginx.conf"), $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : string.Empty)}}
            worker_processes {{workers}};
            pid {{folder.File("nginx.pid")}};
            events { worker_connections 1024; }
            http {
              access_log off;
              {{ManyRequests}}
              client_body_temp_path {{folder.File("body")}};
              proxy_temp_path {{folder.File("proxy")}};
              fastcgi_temp_path {{folder.File("fastcgi")}};
              scgi_temp_path {{folder.File("scgi")}};
              uwsgi_temp_path {{folder.File("uwsgi")}};
            {{servers(urls)}}
            }
            """);
        var errors = folder.File("error.log");
        var process = Process.Start(nginx, ["-e", errors, "-p", folder.FullPath, "-c", folder.File("nginx.conf")]);
        var server = new Nginx(folder, process, urls);
        await server.ReadyAsync(errors);
        return server;
    }

    private async Task ReadyAsync(string errors)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var url in Urls)
        {
            while (!await AcceptsAsync(url))
            {
                if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                {
                    var said = File.Exists(errors) ? await File.ReadAllTextAsync(errors) : "nothing";
                    throw new BenchFailedException($"nginx does not listen; it said: {said}");
                }

                await Task.Delay(20);
            }
        }
    }

    private static async Task<bool> AcceptsAsync(Uri url)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(url.Host, url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Uri[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            return [.. listeners.Select(listener =>
            {
                listener.Start();
                return new Uri($"http://{listener.LocalEndpoint}/");
            })];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }
}
