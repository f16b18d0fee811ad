return await Backstay.Cli.CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
