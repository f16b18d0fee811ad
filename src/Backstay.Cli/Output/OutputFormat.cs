namespace Backstay.Cli.Output;

internal enum OutputFormat
{
    Text,
    Json,
}
