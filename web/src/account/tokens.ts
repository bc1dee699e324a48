import type { User } from "@parlance/shared-types";

/** What a login brings (contract section 7). The access token never leaves the memory of the page. */
export interface Credentials {
  user: User;
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
}

const KEY = "parlance.refresh";
/** Where storage is forbidden, a login lives as long as the page. */
let kept: string | null = null;

export function storedRefreshToken(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return kept;
  }
}

export function storeRefreshToken(token: string | null): void {
  kept = token;
  try {
    if (token === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, token);
  } catch {
    // It is kept in memory.
  }
}

/**
 * Exchanges the stored refresh token; tabs of one browser take turns, because a token that is shown twice ends the
 * login on all of them. Null when there is none.
 */
export async function refreshWith<Fresh extends { refreshToken: string }>(
  exchange: (refreshToken: string) => Promise<Fresh>,
): Promise<Fresh | null> {
  const run = async (): Promise<Fresh | null> => {
    const token = storedRefreshToken();
    if (token === null) return null;
    const fresh = await exchange(token);
    storeRefreshToken(fresh.refreshToken);
    return fresh;
  };
  // Browsers have locks where the page came over a secure line.
  return "locks" in navigator ? navigator.locks.request(KEY, run) : run();
}
