import type { ChatContext } from "./context.ts";
import type { ChatEvent, LinkState } from "./events.ts";
import { chatSetup } from "./setup.ts";

const INITIAL: ChatContext = {
  linkFailure: null,
  outdated: false,
  userId: null,
  sessions: [],
  models: [],
  defaultModel: null,
  activeId: null,
  covered: false,
  conversations: {},
  unread: [],
  creating: false,
  notice: null,
};

const byState = <State extends LinkState>(state: State) => ({
  guard: ({ event }: { event: ChatEvent }) => event.type === "link.changed" && event.state === state,
  target: `.${state}` as const,
  actions: "reduce" as const,
});

/**
 * The heart of the client: `link` (the connection), `session` (the one on the screen) and `run` (the
 * agent's work in it), side by side. What happens to the data is in `reduce`; what must be asked of
 * the server goes to the actor `network`, which answers with events.
 */
export const chatMachine = chatSetup.createMachine({
  id: "chat",
  context: ({ input }) => ({ ...INITIAL, activeId: input.sessionId }),
  invoke: { src: "network", id: "network" },
  type: "parallel",
  on: {
    "models.loaded": { actions: "reduce" },
    "contract.changed": { actions: "reduce" },
    "session.added": { actions: "reduce" },
    "session.renamed": { actions: "reduce" },
    "session.cover": { actions: "reduce" },
    "session.create": { actions: ["reduce", "forward"] },
    "session.rename": { actions: "forward" },
    "session.delete": { actions: "forward" },
    "history.loaded": { actions: "reduce" },
    "send.answered": { actions: "reduce" },
    "send.failed": { actions: "reduce" },
    "message.received": { actions: "reduce" },
    "delta.received": { actions: ["catchUp", "reduce"] },
    "log.received": { actions: "reduce" },
    "run.started": { actions: "reduce" },
    "run.ended": { actions: "reduce" },
    "command.failed": { actions: ["reduce", "note"] },
    "run.showLog": { actions: "askLog" },
    "notice.retry": { actions: ["retryNoticed", "dismissNotice"] },
    "notice.dismiss": { actions: "dismissNotice" },
  },
  states: {
    link: {
      initial: "connecting",
      on: {
        "link.changed": [byState("connecting"), byState("connected"), byState("reconnecting"), byState("closed")],
      },
      states: {
        connecting: {},
        connected: { entry: "askModels" },
        reconnecting: {},
        closed: { on: { "link.open": { actions: "openLink" } } },
      },
    },
    session: {
      initial: "waiting",
      on: {
        "session.open": { target: ".opening", actions: "activate" },
        "message.send": { guard: "canSend", actions: ["send", "reduce"] },
        "message.retry": { guard: "canSend", actions: ["send", "reduce"] },
        "message.discard": { actions: "reduce" },
        "session.made": { target: ".opening", actions: ["reduce", "activate"] },
        "session.removed": [
          { guard: "isActive", target: ".choosing", actions: ["reduce", "activateNone"] },
          { actions: "reduce" },
        ],
      },
      states: {
        /** Until the server has said which sessions there are. */
        waiting: {
          on: {
            welcome: { target: "choosing", actions: "reduce" },
            "session.open": { actions: "activate" },
          },
        },
        choosing: {
          always: [
            { guard: "linkIsDead", target: "missing" },
            { guard: "hasLink", target: "opening" },
            { guard: "hasSessions", target: "opening", actions: "activateNewest" },
            { target: "none" },
          ],
        },
        opening: {
          entry: "openActive",
          on: {
            "session.opened": [
              { guard: "openedActive", target: "ready", actions: ["askRunningLog", "reduce"] },
              { actions: "reduce" },
            ],
            "session.openFailed": [
              { guard: "openedNothing", target: "missing" },
              { guard: "isActive", target: "failed" },
            ],
            welcome: { target: "choosing", actions: "reduce" },
            "session.reload": { target: "opening", reenter: true },
          },
        },
        ready: {
          on: {
            "session.opened": { actions: "reduce" },
            /** Back after a cut: deltas may be lost, so ask for the state of the session again. */
            welcome: { target: "choosing", actions: "reduce" },
            "topic.reset": { guard: "resetsActive", actions: "openActive" },
            "history.older": { guard: "canLoadOlder", actions: ["askOlder", "reduce"] },
          },
        },
        failed: {
          on: { "session.reload": "opening", welcome: { target: "choosing", actions: "reduce" } },
        },
        missing: { on: { welcome: { target: "choosing", actions: "reduce" } } },
        none: { on: { welcome: { target: "choosing", actions: "reduce" } } },
      },
    },
    run: {
      initial: "idle",
      states: {
        idle: { always: { guard: "hasRun", target: "running" } },
        running: {
          always: { guard: "hasNoRun", target: "idle" },
          on: { "run.stop": { guard: "isSeen", target: "stopping", actions: "askStop" } },
        },
        stopping: {
          always: { guard: "hasNoRun", target: "idle" },
          on: {
            "command.failed": [
              { guard: "stopFailed", target: "running", actions: ["reduce", "note"] },
              { actions: ["reduce", "note"] },
            ],
            // The page believed in a run that is over: the server knows.
            "stop.done": { guard: "nothingRan", target: "running", actions: "openActive" },
          },
        },
      },
    },
  },
});
