using System.Collections.Immutable;
using System.Diagnostics;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Parsers;

/// <summary>An input that a parser does not read as it must.</summary>
/// <param name="Input">As small as it still fails.</param>
public sealed record ParserFailure(string Parser, int Seed, int Number, string Fault, byte[] Input)
{
    /// <summary>The input as base64: decoded into <c>tests/Backstay.Fuzz.Tests/Parsers/Kept/PARSER/</c> it is a test for ever.</summary>
    public override string ToString() => $"{Parser}, seed {Seed}, case {Number}: {Fault}\n  {Input.Length} bytes: {Convert.ToBase64String(Input)}";
}

/// <summary>What mutated inputs came to.</summary>
public sealed record ParserReport(int Tried, int Accepted, ImmutableArray<ParserFailure> Failures);

/// <summary>Gives a parser drawn inputs, one after the other.</summary>
public static class ParserRun
{
    private const int MostFailures = 10;
    private const int MostShrinks = 2_000;

    /// <param name="enough">Asked before each case, with how many were tried.</param>
    public static ParserReport Run(ParserTarget parser, int seed, Func<int, bool> enough)
    {
        var failures = ImmutableArray.CreateBuilder<ParserFailure>();
        var (tried, accepted) = (0, 0);
        for (; failures.Count < MostFailures && !enough(tried); tried++)
        {
            var input = parser.Draw(Draws.Of(seed, parser.Name, tried));
            if (FaultOf(parser, input, out var isAccepted) is { } fault)
            {
                failures.Add(new ParserFailure(parser.Name, seed, tried, fault, Shrink(parser, input, fault)));
            }

            accepted += isAccepted ? 1 : 0;
        }

        return new ParserReport(tried, accepted, failures.ToImmutable());
    }

    /// <summary>The same for as long as <paramref name="span"/>.</summary>
    public static ParserReport Run(ParserTarget parser, int seed, TimeSpan span)
    {
        var watch = Stopwatch.StartNew();
        return Run(parser, seed, _ => watch.Elapsed >= span);
    }

    /// <summary>What is wrong with the way in which one input is read; null where nothing is.</summary>
    public static string? FaultOf(ParserTarget parser, byte[] input, out bool accepted)
    {
        accepted = false;
        try
        {
            accepted = parser.Check(input);
            return null;
        }
        catch (FuzzedException wrong)
        {
            return wrong.Message;
        }
        catch (Exception escaped)
        {
            // The kind and the place: so that shrinking stays with one fault.
            return $"{escaped.GetType().Name} escaped {escaped.TargetSite?.DeclaringType?.Name}.{escaped.TargetSite?.Name}: {escaped.Message.Split('\n')[0]}";
        }
    }

    /// <summary>Leaves out ever smaller pieces for as long as the same is wrong.</summary>
    private static byte[] Shrink(ParserTarget parser, byte[] input, string fault)
    {
        var tries = 0;
        for (var piece = Math.Max(1, input.Length / 2); piece >= 1; piece /= 2)
        {
            for (var at = 0; at + piece <= input.Length && tries < MostShrinks;)
            {
                byte[] smaller = [.. input[..at], .. input[(at + piece)..]];
                tries++;
                if (Kind(FaultOf(parser, smaller, out _)) == Kind(fault))
                {
                    input = smaller;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return input;
    }

    private static string? Kind(string? fault) => fault?.Split(':')[0];
}
