import { useMissionsPlace } from "../../missions/react.tsx";
import type { TopbarProps } from "../Topbar.tsx";
import { MissionListStage } from "./MissionListStage.tsx";
import { MissionStage } from "./MissionStage.tsx";

/** Missions on the screen: all of them, or one. */
export function MissionsStage(props: TopbarProps) {
  return useMissionsPlace() === "one" ? <MissionStage {...props} /> : <MissionListStage {...props} />;
}
