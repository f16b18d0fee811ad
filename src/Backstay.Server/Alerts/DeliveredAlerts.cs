using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Backstay.Storage;

namespace Backstay.Server.Alerts;

/// <summary>
/// The ledger position up to which people were told, in a small durable file: after a kill between a commit and its post
/// the alert is sent again. Receivers drop what they have by its incident's id.
/// </summary>
internal sealed class DeliveredAlerts
{
    private readonly string _path;

    private DeliveredAlerts(string path, long position)
    {
        _path = path;
        Position = position;
    }

    public long Position { get; private set; }

    /// <param name="head">The ledger's position now: where no file is yet, nobody waits for what came before.</param>
    /// <exception cref="IOException">The file can't be kept, or is not ours.</exception>
    public static DeliveredAlerts Open(string path, long head)
    {
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path);
            return Utf8Parser.TryParse(bytes, out long position, out var read) && read == bytes.Length && position >= 0
                ? new DeliveredAlerts(path, position)
                : throw new IOException($"'{path}' holds no ledger position. Remove it: then nothing from before now is told again.");
        }

        var created = new DeliveredAlerts(path, head);
        created.Keep(head);
        return created;
    }

    /// <summary>Everything up to here was told, or given up on.</summary>
    /// <exception cref="IOException">The file could not be kept; after a restart it is told once more.</exception>
    public void Keep(long position)
    {
        Position = position;
        DurableFile.Replace(_path, Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)));
    }
}
