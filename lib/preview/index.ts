export { type DownloadEvent, type PageFailure, type PreviewOptions, PreviewServer } from "./preview-server";
export type { ElsewhereEvent } from "./elsewhere";
export type { HiddenFile, Judgement } from "./download-judge";
export type { LeftOutLink } from "../simple-api/simple-page";
export type { Limits } from "./limits";
export type { HiddenFiles, LeftOutFiles } from "./preview-server";
export type { RefusedFile } from "./refusal";
