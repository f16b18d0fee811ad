using System.Text;
using Microsoft.AspNetCore.Http;

namespace Backstay.TestKit.Upstreams;

/// <summary>What a loopback upstream can do to a request.</summary>
public static class Behave
{
    public static Func<HttpContext, Task> Json(string body, int status = 200) => context => WriteAsync(context, status, "application/json", body);

    public static Func<HttpContext, Task> Status(int status) => Json($$"""{"error":"status {{status}}"}""", status);

    public static Func<HttpContext, Task> Garbage() => Json("<html>502 Bad Gateway</html>");

    /// <summary>Never answers: ends when the client goes away.</summary>
    public static Func<HttpContext, Task> Silent() => context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    /// <summary>Waits for the gate, then answers.</summary>
    public static Func<HttpContext, Task> After(Task gate, string body) => async context =>
    {
        await gate.WaitAsync(context.RequestAborted);
        await WriteAsync(context, 200, "application/json", body);
    };

    /// <summary>Closes the connection without a word.</summary>
    public static Func<HttpContext, Task> Reset() => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Promises a body and breaks off in the middle of it.</summary>
    public static Func<HttpContext, Task> Partial(string body) => async context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.WriteAsync(body[..(body.Length / 2)]);
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>Answers an inference request with one output tensor of one number, under a version.</summary>
    public static Func<HttpContext, Task> Inference(string output, double value, string version) => Json(
        $$$"""{"model_name":"m","model_version":"{{{version}}}","outputs":[{"name":"{{{output}}}","shape":[1,1],"datatype":"FP32","data":[{{{value}}}]}]}""");

    private static Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }
}
