export { type FileName, readFileName } from "./file-name";
export { type DownloadEvent, type PreviewOptions, PreviewServer } from "./preview-server";
