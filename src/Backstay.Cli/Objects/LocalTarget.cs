using Backstay.Client;

namespace Backstay.Cli.Objects;

/// <summary>Writes a download so that its name holds all of it or what was there before.</summary>
internal static class LocalTarget
{
    /// <summary>
    /// Writes beside the target, then renames. Whatever goes wrong, nothing half-written stays. The name beside it is drawn and
    /// the file made anew: two downloads at once have one each, and no link that lies there leads elsewhere.
    /// </summary>
    public static async Task WriteAsync(FileInfo target, Func<Stream, Task> write, bool overwrite, string field = "--out")
    {
        var folder = Path.GetDirectoryName(target.FullName) ?? ".";
        var temporary = Path.Combine(folder, $".backstay-{Path.GetRandomFileName()}.part");
        var isOurs = false;
        try
        {
            Directory.CreateDirectory(folder);
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                isOurs = true;
                await write(file);
            }

            File.Move(temporary, target.FullName, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(target.FullName))
        {
            throw Exists(target);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File(field, target.ToString(), refused);
        }
        finally
        {
            if (isOurs)
            {
                Discard(temporary);
            }
        }
    }

    /// <summary>There may be none any more. What went wrong before is what has to be told.</summary>
    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Refuses before anything is sent, where the target is there and may not be replaced.</summary>
    public static void Check(FileInfo target, bool overwrite)
    {
        if (!overwrite && File.Exists(target.FullName))
        {
            throw Exists(target);
        }
    }

    private static BackstayException Exists(FileInfo target) =>
        CliProblems.Refused("file-exists", $"'{target}' exists.", "Give --force to replace it, or another place with --out.");
}
