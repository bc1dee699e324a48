const SESSION_PATH = /^\/s\/([^/]+)\/?$/;
const ROOM_PATH = /^\/r\/([^/]+)\/?$/;
const MISSION_PATH = /^\/m\/([^/]+)\/?$/;

/** The session that a path links to: `/s/<id>`. */
export const sessionIdFrom = (pathname: string): string | null => idIn(SESSION_PATH, pathname);

/** The room that a path links to, by its id or its slug: `/r/<id>`. */
export const roomIdFrom = (pathname: string): string | null => idIn(ROOM_PATH, pathname);

/** Whether a path links to the missions. */
export const leadsToMissions = (pathname: string): boolean => /^\/m(\/|$)/.test(pathname);

/** The mission that a path links to: `/m/<id>`. */
export const missionIdFrom = (pathname: string): string | null => idIn(MISSION_PATH, pathname);

function idIn(pattern: RegExp, pathname: string): string | null {
  const encoded = pattern.exec(pathname)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null; // A broken percent sequence links to nothing.
  }
}

export const pathOf = (sessionId: string | null): string =>
  sessionId === null ? "/" : `/s/${encodeURIComponent(sessionId)}`;

export const roomPathOf = (roomId: string): string => `/r/${encodeURIComponent(roomId)}`;

export const TASKS_PATH = "/tasks";

export const missionPathOf = (missionId: string | null): string =>
  missionId === null ? "/m" : `/m/${encodeURIComponent(missionId)}`;
