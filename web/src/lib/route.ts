const SESSION_PATH = /^\/s\/([^/]+)\/?$/;

/** The session that a path links to: `/s/<id>`. */
export function sessionIdFrom(pathname: string): string | null {
  const encoded = SESSION_PATH.exec(pathname)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null; // A broken percent sequence links to nothing.
  }
}

export const pathOf = (sessionId: string | null): string =>
  sessionId === null ? "/" : `/s/${encodeURIComponent(sessionId)}`;
