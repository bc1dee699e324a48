import { newRequestId } from "@parlance/shared-types";

const DEVICE_KEY = "parlance.device";

/** Who this page is to the server: `?user=` names another user where the server trusts its network. */
export function identity(): { userId: string; deviceId: string } {
  return { userId: trustedUserId(), deviceId: deviceId() };
}

/** The headers of a REST request that speaks for an account. */
export function credentialHeaders(accessToken: string | null): Record<string, string> {
  return accessToken === null ? {} : { authorization: `Bearer ${accessToken}` };
}

/** The address of a REST request that speaks for this page where the server trusts its network; elsewhere no harm. */
export const trustedAddress = (path: string): string => `${path}?userId=${encodeURIComponent(trustedUserId())}`;

const trustedUserId = (): string => new URLSearchParams(location.search).get("user") || "local";

/** Stays the same for this browser; where storage is forbidden, for this page. */
function deviceId(): string {
  try {
    const known = localStorage.getItem(DEVICE_KEY);
    if (known) return known;
    const made = newRequestId();
    localStorage.setItem(DEVICE_KEY, made);
    return made;
  } catch {
    return newRequestId();
  }
}
