export { type DownloadEvent, type PageFailure, type PreviewOptions, PreviewServer } from "./preview-server";
