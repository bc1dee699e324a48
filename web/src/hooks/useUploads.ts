import type { Attachment } from "@parlance/shared-types";
import { newRequestId } from "@parlance/shared-types";
import { useState } from "react";
import { useAccount } from "../account/react.tsx";
import { uploadFile } from "../lib/files.ts";

export interface Upload {
  id: string;
  name: string;
  /** Set when the server has the file. */
  attachment?: Attachment;
  /** Why it has not, in words. */
  problem?: string;
}

export interface UploadsState {
  list: readonly Upload[];
  done: readonly Attachment[];
  isBusy: boolean;
  add: (files: readonly File[]) => void;
  remove: (id: string) => void;
  clear: () => void;
}

/** Files per message (contract: `attachments`). */
const MOST_FILES = 20;

/** The files that go with the next message. */
export function useUploads(roomId: string): UploadsState {
  const [list, setList] = useState<readonly Upload[]>([]);
  const { headers } = useAccount();

  const change = (id: string, outcome: Partial<Upload>) =>
    setList((known) => known.map((upload) => (upload.id === id ? { ...upload, ...outcome } : upload)));

  const add = (files: readonly File[]) => {
    for (const file of files.slice(0, MOST_FILES - list.length)) {
      const id = newRequestId();
      setList((known) => [...known, { id, name: file.name }]);
      uploadFile(file, roomId, headers()).then(
        (attachment) => change(id, { attachment }),
        (error: unknown) => change(id, { problem: error instanceof Error ? error.message : "It could not be sent." }),
      );
    }
  };

  return {
    list,
    done: list.flatMap(({ attachment }) => attachment ?? []),
    isBusy: list.some(({ attachment, problem }) => !attachment && problem === undefined),
    add,
    remove: (id) => setList((known) => known.filter((upload) => upload.id !== id)),
    clear: () => setList([]),
  };
}
