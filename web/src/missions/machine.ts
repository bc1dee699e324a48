import { assign, enqueueActions, fromCallback, setup } from "xstate";
import type { MissionsContext } from "./context.ts";
import type { MissionChange, MissionsCommand, MissionsEvent } from "./events.ts";
import { reduce } from "./reduce.ts";
import { EMPTY_STORY } from "./story.ts";

const INITIAL: MissionsContext = {
  userId: null,
  missions: [],
  listed: false,
  listFailure: null,
  activeId: null,
  story: EMPTY_STORY,
  storyFailure: null,
  draft: { isOpen: false, isSending: false, failure: null },
  steering: {},
  notice: null,
};

const FAILED_TO = {
  start: "The mission could not be started",
  pause: "The mission could not be paused",
  resume: "The mission could not go on",
  cancel: "The mission could not be cancelled",
};

/** Of those that wait for their turn, how many are looked at when one begins: the others' places have moved. */
const MOST_LOOKED_AT = 20;

/**
 * The missions of this page. What happens to the data is in `reduce`; what must be asked of the server goes to the actor
 * `network`. While one mission is on the screen, the actor `watch` tells its story.
 */
export const missionsMachine = setup({
  types: {
    context: {} as MissionsContext,
    events: {} as MissionsEvent,
  },
  actors: {
    /** Provided by the page: `missionsNetwork(client)`. */
    network: fromCallback<MissionsCommand>(() => {
      throw new Error("missionsMachine needs the actor `network`");
    }),
    /** Provided by the page: `missionWatch(client)`. */
    watch: fromCallback<MissionsEvent, { missionId: string }>(() => {
      throw new Error("missionsMachine needs the actor `watch`");
    }),
  },
  actions: {
    reduce: assign(({ context, event }) => reduce(context, event)),
    ask: enqueueActions(({ context, event, enqueue }) => {
      for (const command of commandsOf(context, event)) enqueue.sendTo("network", command);
    }),
    note: assign({
      notice: ({ context, event }) => {
        if (event.type !== "command.failed" || event.command.type !== "steer") return context.notice;
        return { title: FAILED_TO[event.command.steer], failure: event.failure, retry: event.command };
      },
    }),
    dismiss: assign({ notice: null }),
  },
  guards: {
    isActive: ({ context, event }) => event.type === "mission.open" && event.missionId === context.activeId,
  },
}).createMachine({
  id: "missions",
  context: INITIAL,
  invoke: { src: "network", id: "network" },
  initial: "away",
  on: {
    "missions.open": { target: ".list", actions: "reduce" },
    "missions.close": { target: ".away", actions: "reduce" },
    "mission.open": [{ guard: "isActive" }, { target: ".one", reenter: true, actions: "reduce" }],
    "mission.made": { target: ".one", reenter: true, actions: "reduce" },
    "mission.reload": { target: ".one", reenter: true, actions: "reduce" },
    "command.failed": { actions: ["reduce", "note"] },
    "notice.retry": { actions: ["ask", "dismiss"] },
    "notice.dismiss": { actions: "dismiss" },
    "*": { actions: ["reduce", "ask"] },
  },
  states: {
    /** Something else is on the screen. */
    away: {},
    list: {},
    one: {
      invoke: { src: "watch", input: ({ context }) => ({ missionId: context.activeId ?? "" }) },
    },
  },
});

/** What an event makes this page ask of the server; `context` is as the event has left it. */
function commandsOf(context: MissionsContext, event: MissionsEvent): readonly MissionsCommand[] {
  switch (event.type) {
    case "welcome":
    case "missions.reload":
      return [{ type: "list" }];
    case "mission.create":
      return [{ type: "create", mission: event.mission, startsAtOnce: event.startsAtOnce }];
    case "mission.steer":
      return [{ type: "steer", missionId: event.missionId, steer: event.steer }];
    case "mission.changed":
      return look(context, event.change);
    case "notice.retry":
      return context.notice ? [context.notice.retry] : [];
    default:
      return [];
  }
}

/** A change of the state says neither when it was nor what it means for those that wait. */
function look(context: MissionsContext, { type, payload }: MissionChange): readonly MissionsCommand[] {
  if (type === "mission:statusChanged") return [{ type: "look", missionIds: [payload.missionId] }];
  if (type !== "mission:started") return [];
  const waiting = context.missions.filter(({ waiting }) => waiting !== undefined).map(({ id }) => id);
  return [{ type: "look", missionIds: [payload.missionId, ...waiting.slice(0, MOST_LOOKED_AT)] }];
}
