import type { Attachment } from "@parlance/shared-types";
import { trustedAddress } from "./identity.ts";

/** `POST /api/files` (contract section 7). Rejects with words for a person. */
export async function uploadFile(file: File, roomId: string, headers: HeadersInit): Promise<Attachment> {
  const form = new FormData();
  form.append("roomId", roomId);
  form.append("file", file, file.name);
  const response = await fetch(trustedAddress("/api/files"), { method: "POST", body: form, headers }).catch(() => {
    throw new Error("The server cannot be reached.");
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && isAttachment(body)) return body;
  throw new Error(wordsIn(body) ?? `The server refused the file (${response.status}).`);
}

/**
 * A copy of an attachment in this page: where credentials are needed, an address alone shows nothing. Such a copy
 * belongs to this page's origin, so only what the server has measured as a picture keeps a type that browsers open.
 */
export async function loadFile({ url, mime, width }: Attachment, headers: HeadersInit): Promise<Blob> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  const isPicture = width !== undefined && mime.startsWith("image/") && !mime.includes("svg");
  return new Blob([await response.arrayBuffer()], { type: isPicture ? mime : "application/octet-stream" });
}

/** 2048 → "2 kB" */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function isAttachment(body: unknown): body is Attachment {
  return isRecord(body) && typeof body["id"] === "string" && typeof body["url"] === "string";
}

function wordsIn(body: unknown): string | undefined {
  const words = isRecord(body) ? body["error"] : undefined;
  return typeof words === "string" ? words : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
