import type { Mission } from "@parlance/shared-types";
import { statusWords } from "../../missions/view.ts";

/** Where a mission stands, in a word. */
export function StatusTag({ mission }: { mission: Mission }) {
  return (
    <span className="status" data-status={mission.waiting === undefined ? mission.status : "waiting"}>
      <span className="visually-hidden">Status: </span>
      {statusWords(mission)}
    </span>
  );
}
