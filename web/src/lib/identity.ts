import { newRequestId } from "@parlance/shared-types";

const DEVICE_KEY = "parlance.device";

/** Who this page is to the server: `?user=` names another user where the server trusts its network. */
export function identity(): { userId: string; deviceId: string } {
  const userId = new URLSearchParams(location.search).get("user") || "local";
  return { userId, deviceId: deviceId() };
}

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
