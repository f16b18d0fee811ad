namespace Backstay.Core.Primitives;

/// <summary>Where new identities and salts come from; seeded in tests and simulation.</summary>
public interface IIdSource
{
    /// <summary>A UUID version 7 for the given instant. Thread safe.</summary>
    Guid NewId(DateTimeOffset at);

    /// <summary>Fills <paramref name="destination"/> with unpredictable bytes. Thread safe.</summary>
    void FillRandom(Span<byte> destination);
}
