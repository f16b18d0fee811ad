namespace Backstay.Fuzz.Parsers;

/// <summary>Something that reads bytes from outside, and what has to hold of it whatever they are.</summary>
public abstract class ParserTarget
{
    /// <summary>Also the folder of its kept cases.</summary>
    public abstract string Name { get; }

    /// <summary>One input, from a sound one that was changed.</summary>
    public abstract byte[] Draw(Random random);

    /// <summary>
    /// Reads the input. Throws <see cref="FuzzedException"/> where an oracle says otherwise than the parser; any other exception that
    /// comes out is one that the parser does not document.
    /// </summary>
    /// <returns>Whether it was accepted.</returns>
    public abstract bool Check(byte[] input);

    /// <summary>Throws where <paramref name="holds"/> is false.</summary>
    protected static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new FuzzedException(what);
        }
    }
}

/// <summary>A parser does something that it must not.</summary>
public sealed class FuzzedException(string message) : Exception(message);
