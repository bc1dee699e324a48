import type { CommandPayload, Mission, ServerMessage } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";

export type Steer = "start" | "pause" | "resume" | "cancel";

/** What the machine asks of the network. */
export type MissionsCommand =
  | { type: "list" }
  /** How these stand, exactly. */
  | { type: "look"; missionIds: readonly string[] }
  | { type: "create"; mission: CommandPayload<"mission:create">; startsAtOnce: boolean }
  | { type: "steer"; missionId: string; steer: Steer };

/** An event of the topic `missions`. */
export type MissionChange = Extract<
  ServerMessage,
  { type: "mission:created" | "mission:started" | "mission:progress" | "mission:statusChanged" }
>;

/** An event of the story of one mission: of its forge sessions, or that one of them has begun. */
export type Told = Extract<
  ServerMessage,
  {
    type:
      | "mission:progress"
      | "forge:started"
      | "forge:log"
      | "forge:tokenUsage"
      | "forge:toolExecution"
      | "forge:completed"
      | "chat:delta";
  }
>;

/** What the watch of one mission tells. */
export type WatchEvent =
  | { type: "mission.seen"; mission: Mission }
  | { type: "story.told"; events: readonly Told[] }
  /** All that was before has been told. */
  | { type: "story.ready" }
  /** Some of what was before is not kept any more. */
  | { type: "story.cut" }
  | { type: "story.failed"; failure: Failure };

/** What the network tells. */
export type MissionsNetworkEvent =
  | { type: "welcome"; userId: string }
  | { type: "missions.listed"; missions: readonly Mission[] }
  | { type: "mission.made"; mission: Mission }
  | { type: "mission.changed"; change: MissionChange }
  | { type: "command.done"; command: MissionsCommand }
  | { type: "command.failed"; command: MissionsCommand; failure: Failure };

/** What the person does. */
export type MissionsPersonEvent =
  | { type: "missions.open" }
  | { type: "missions.close" }
  | { type: "missions.reload" }
  | { type: "mission.open"; missionId: string }
  | { type: "mission.reload" }
  | { type: "draft.open" }
  | { type: "draft.close" }
  | { type: "mission.create"; mission: CommandPayload<"mission:create">; startsAtOnce: boolean }
  | { type: "mission.steer"; missionId: string; steer: Steer }
  | { type: "notice.retry" }
  | { type: "notice.dismiss" };

export type MissionsEvent = WatchEvent | MissionsNetworkEvent | MissionsPersonEvent;
