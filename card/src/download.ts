/** Shares a file if the device supports it, else downloads it. */

export const fileName = (camera: string | undefined, time: Date): string =>
  `${camera ?? "camera"} ${time.toLocaleString("sv").replaceAll(":", ".")}`;

export function download(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // a browser may first ask where to save it
}

export async function share(content: Blob, name: string): Promise<void> {
  const files = [new File([content], name, { type: content.type })];
  if ("canShare" in navigator && navigator.canShare({ files })) {
    try {
      await navigator.share({ files, title: name });
      return;
    } catch (error) {
      if ((error as DOMException).name === "AbortError") return; // canceled by the user
    }
  }
  download(content, name);
}
