import type { Mission } from "@parlance/shared-types";
import { type MissionsContext, upsertMission } from "./context.ts";
import type { MissionChange, MissionsCommand, MissionsEvent } from "./events.ts";
import { EMPTY_STORY, tell } from "./story.ts";

type Change = Partial<MissionsContext>;
type EventOf<Type extends MissionsEvent["type"]> = Extract<MissionsEvent, { type: Type }>;

const CLOSED_DRAFT: MissionsContext["draft"] = { isOpen: false, isSending: false, failure: null };

/** What a command or an event does to the context; `{}` for those that change nothing. */
export function reduce(context: MissionsContext, event: MissionsEvent): Change {
  switch (event.type) {
    case "welcome":
      return { userId: event.userId };
    case "missions.listed":
      return { missions: event.missions, listed: true, listFailure: null };
    case "missions.reload":
      return { listFailure: null };
    case "mission.seen":
      return { missions: upsertMission(context.missions, event.mission), storyFailure: null };
    case "mission.made":
      return {
        missions: upsertMission(context.missions, event.mission),
        draft: CLOSED_DRAFT,
        ...showing(event.mission.id),
      };
    case "mission.changed":
      return { missions: change(context.missions, event.change) };
    case "mission.open":
      return showing(event.missionId);
    case "mission.reload":
      return showing(context.activeId);
    case "missions.open":
    case "missions.close":
      return showing(null);
    case "draft.open":
      return { draft: { ...CLOSED_DRAFT, isOpen: true } };
    case "draft.close":
      return { draft: CLOSED_DRAFT };
    case "mission.create":
      return { draft: { isOpen: true, isSending: true, failure: null } };
    case "mission.steer":
      return { steering: { ...context.steering, [event.missionId]: event.steer } };
    case "command.done":
      return settle(context, event.command);
    case "command.failed":
      return { ...settle(context, event.command), ...fail(context, event) };
    default:
      return reduceStory(context, event);
  }
}

const showing = (activeId: string | null): Change => ({ activeId, story: EMPTY_STORY, storyFailure: null });

function reduceStory(context: MissionsContext, event: MissionsEvent): Change {
  switch (event.type) {
    case "story.told":
      return { story: tell(context.story, event.events) };
    case "story.ready":
      return { story: { ...context.story, ready: true } };
    case "story.cut":
      return { story: { ...context.story, cut: true } };
    case "story.failed":
      return { storyFailure: event.failure };
    default:
      return {};
  }
}

function settle(context: MissionsContext, command: MissionsCommand): Change {
  if (command.type !== "steer") return {};
  const { [command.missionId]: _done, ...steering } = context.steering;
  return { steering };
}

function fail(context: MissionsContext, { command, failure }: EventOf<"command.failed">): Change {
  if (command.type === "list") return { listFailure: failure };
  if (command.type === "create") return { draft: { ...context.draft, isSending: false, failure } };
  return {};
}

function change(missions: readonly Mission[], told: MissionChange): readonly Mission[] {
  if (told.type === "mission:created") {
    const { missionId: _same, ...mission } = told.payload;
    return missions.some(({ id }) => id === mission.id) ? missions : [...missions, mission];
  }
  const { missionId } = told.payload;
  return missions.map((known) => (known.id === missionId ? { ...known, ...changed(known, told) } : known));
}

function changed(known: Mission, told: Exclude<MissionChange, { type: "mission:created" }>): Partial<Mission> {
  if (told.type === "mission:statusChanged") return { status: told.payload.newStatus };
  if (told.type === "mission:started") return { ...known, waiting: undefined };
  const { currentSpec, completedSpecs, totalSpecs, percentage, runId: currentRunId, waiting } = told.payload;
  return { currentSpec, completedSpecs, totalSpecs, percentage, currentRunId, waiting };
}
