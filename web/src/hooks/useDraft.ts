import { useEffect, useState } from "react";

/** The unsent text of a session; it outlives a switch of sessions and a reload of the tab. */
export function useDraft(sessionId: string): [string, (change: (draft: string) => string) => void] {
  const key = `parlance.draft.${sessionId}`;
  const [draft, setDraft] = useState(() => read(key));

  useEffect(() => {
    try {
      if (draft === "") sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, draft);
    } catch {
      // Without storage the draft lives as long as the composer.
    }
  }, [key, draft]);

  return [draft, setDraft];
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
