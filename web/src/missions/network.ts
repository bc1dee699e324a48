import type { Mission, ParlanceClient, ServerMessage } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import { describeFailure } from "../lib/failure.ts";
import type { MissionChange, MissionsCommand, MissionsNetworkEvent, WatchEvent } from "./events.ts";

type Tell = (event: MissionsNetworkEvent | WatchEvent) => void;

/** All missions that this user may see, each event once. */
const TOPIC = "missions";

/** The actor that speaks with the server about missions: commands in, replies and events out. */
export const missionsNetwork = (client: ParlanceClient) =>
  fromCallback<MissionsCommand>(({ sendBack, receive }) => {
    const tell: Tell = sendBack;
    receive((command) => {
      run(client, command, tell).then(
        () => tell({ type: "command.done", command }),
        (error: unknown) => tell({ type: "command.failed", command, failure: describeFailure(error) }),
      );
    });
    const offs = [
      client.on("connection", ({ user }) => {
        if (user) tell({ type: "welcome", userId: user.id });
      }),
      client.onAny((message, { topic, requestId }) => {
        if (topic === TOPIC && requestId === undefined && isChange(message)) {
          tell({ type: "mission.changed", change: message });
        }
      }),
    ];
    return () => {
      for (const off of offs) off();
    };
  });

async function run(client: ParlanceClient, command: MissionsCommand, tell: Tell): Promise<void> {
  switch (command.type) {
    case "list": {
      // First the subscription: what happens after the list was made is told.
      await client.request("subscription:subscribe", { topic: TOPIC });
      const { missions } = await client.request("mission:list", {});
      return tell({ type: "missions.listed", missions });
    }
    case "look":
      for (const missionId of command.missionIds) {
        tell({ type: "mission.seen", mission: seen(await client.request("mission:getStatus", { missionId })) });
      }
      return;
    case "create": {
      const { missionId, ...made } = await client.request("mission:create", command.mission);
      tell({ type: "mission.made", mission: seen(made) });
      if (command.startsAtOnce) await run(client, { type: "steer", missionId, steer: "start" }, tell);
      return;
    }
    case "steer": {
      const { missionId, steer } = command;
      const mission = await client.request<`mission:${typeof steer}`>(`mission:${steer}`, { missionId });
      return tell({ type: "mission.seen", mission: seen(mission) });
    }
  }
}

/** A mission as a reply tells it. */
export function seen({ requestId: _answered, ...mission }: Mission & { requestId?: string }): Mission {
  return mission;
}

const CHANGES: readonly string[] = [
  "mission:created",
  "mission:started",
  "mission:progress",
  "mission:statusChanged",
] satisfies MissionChange["type"][];

const isChange = (message: ServerMessage): message is MissionChange => CHANGES.includes(message.type);
