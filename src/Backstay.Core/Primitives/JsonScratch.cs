using System.Buffers;
using System.Text.Json;

namespace Backstay.Core.Primitives;

/// <summary>A JSON writer and its buffer, kept from one document to the next.</summary>
internal sealed class JsonScratch
{
    // A rare large document must not stay in memory for the life of the thread.
    private const int LargestKept = 1024 * 1024;

    private ArrayBufferWriter<byte> _buffer = new();
    private Utf8JsonWriter? _writer;

    /// <summary>What <paramref name="write"/> writes; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(Action<Utf8JsonWriter> write)
    {
        if (_buffer.Capacity > LargestKept)
        {
            _buffer = new ArrayBufferWriter<byte>();
            _writer = null;
        }

        // Reset at the beginning: a document that failed half way left its part behind.
        _buffer.ResetWrittenCount();
        var writer = _writer ??= new Utf8JsonWriter(_buffer);
        writer.Reset();
        write(writer);
        writer.Flush();
        return _buffer.WrittenSpan;
    }
}
