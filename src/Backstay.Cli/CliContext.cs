using Backstay.Cli.Output;
using Backstay.Client;

namespace Backstay.Cli;

/// <summary>What every command needs: the client and the printer.</summary>
internal sealed record CliContext(BackstayClient Client, Printer Printer);
