import { err, type Failure, failure, ok, type Result } from "../../shared/result.ts";

/** Takes the pieces of a file in their order. */
export interface TextSink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
  /** Nothing of it is left. */
  abort(): Promise<void>;
}

interface FilePickerWindow {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<{ createWritable(): Promise<TextSink> }>;
}

/** A file that the person chose; where a browser has no such dialog, a download that is put together in memory. */
export async function openSink(suggestedName: string, type = "text/plain;charset=utf-8"): Promise<Result<TextSink, Failure>> {
  const { showSaveFilePicker } = window as FilePickerWindow;
  if (showSaveFilePicker === undefined) return ok(downloadSink(suggestedName, type));
  try {
    const file = await showSaveFilePicker.call(window, { suggestedName });
    return ok(await file.createWritable());
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") return err(failure("ABORTED", "Nothing was saved."));
    return ok(downloadSink(suggestedName, type));
  }
}

function downloadSink(name: string, type: string): TextSink {
  const parts: Blob[] = [];
  return {
    abort: async () => {},
    // Blobs, not strings: the browser may keep them on disk.
    write: async (text) => void parts.push(new Blob([text])),
    close: async () => {
      const address = URL.createObjectURL(new Blob(parts, { type }));
      const link = document.createElement("a");
      link.href = address;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    },
  };
}
