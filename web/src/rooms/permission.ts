import type { Role, RoomKind } from "@parlance/shared-types";

/** What a member may be offered; the server decides (contract section 3). */
export type Permission = "invite" | "kick" | "rename" | "moderate" | "publish" | "setRole" | "delete";

const LEAST: Record<Permission, Role> = {
  invite: "moderator",
  kick: "moderator",
  rename: "moderator",
  moderate: "moderator",
  publish: "owner",
  setRole: "owner",
  delete: "owner",
};

const RANK: Record<Role, number> = { member: 0, moderator: 1, owner: 2 };

export function may(role: Role | null, permission: Permission, kind: RoomKind): boolean {
  if (role === null) return false;
  if (permission === "invite" && kind === "direct") return true;
  return RANK[role] >= RANK[LEAST[permission]];
}

/** Only somebody with a lower role can be removed. */
export const outranks = (role: Role | null, other: Role): boolean => role !== null && RANK[role] > RANK[other];
