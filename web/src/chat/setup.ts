import { assign, enqueueActions, fromCallback, sendTo, setup } from "xstate";
import { activeConversation, activeSession, type ChatContext } from "./context.ts";
import { activeRun, fallsBehind } from "./conversation.ts";
import type { ChatEvent, NetworkCommand } from "./events.ts";
import { reduce } from "./reduce.ts";
import { byRecency, titleFrom } from "./sessions.ts";

const FAILED_TO: Partial<Record<NetworkCommand["type"], string>> = {
  create: "The session could not be created",
  rename: "The session could not be renamed",
  delete: "The session could not be deleted",
  older: "Earlier messages could not be loaded",
  stop: "The answer could not be stopped",
};

/** What the machine can do and ask; `machine.ts` says when. */
export const chatSetup = setup({
  types: {
    context: {} as ChatContext,
    events: {} as ChatEvent,
    input: {} as { sessionId: string | null },
  },
  actors: {
    /** Provided by the page: `network(client)`. */
    network: fromCallback<NetworkCommand>(() => {
      throw new Error("chatMachine needs the actor `network`");
    }),
  },
  actions: {
    reduce: assign(({ context, event }) => reduce(context, event)),
    askModels: enqueueActions(({ context, enqueue }) => {
      if (context.models.length === 0) enqueue.sendTo("network", { type: "models" });
    }),
    openLink: sendTo("network", { type: "connect" }),
    openActive: enqueueActions(({ context, enqueue }) => {
      if (context.activeId !== null) {
        enqueue.sendTo("network", { type: "open", sessionId: context.activeId });
      }
    }),
    activate: assign({
      activeId: ({ event }) =>
        event.type === "session.open" ? event.sessionId : event.type === "session.made" ? event.session.id : null,
    }),
    activateNewest: assign({ activeId: ({ context }) => byRecency(context.sessions)[0]?.id ?? null }),
    activateNone: assign({ activeId: null }),
    /** The first words of a person name a session that has no name yet. */
    send: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "message.send" && event.type !== "message.retry") return;
      const session = activeSession(context);
      if (!session) return;
      const { outgoingId, text } = event;
      enqueue.sendTo("network", { type: "send", sessionId: session.id, outgoingId, message: text });
      const title = titleFrom(text);
      const { loaded, messages } = activeConversation(context);
      const isFirst = event.type === "message.send" && loaded && messages.length === 0;
      if (!isFirst || session.title || title === "") return;
      enqueue.sendTo("network", { type: "rename", sessionId: session.id, title });
    }),
    catchUp: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "delta.received" || event.sessionId !== context.activeId) return;
      if (!fallsBehind(activeConversation(context), event)) return;
      enqueue.sendTo("network", { type: "open", sessionId: event.sessionId });
    }),
    askOlder: enqueueActions(({ context, enqueue }) => {
      const before = activeConversation(context).messages[0]?.seq;
      if (context.activeId === null || before === undefined) return;
      enqueue.sendTo("network", { type: "older", sessionId: context.activeId, before });
    }),
    askLog: enqueueActions(({ event, enqueue }) => {
      if (event.type === "run.showLog") enqueue.sendTo("network", { type: "log", runId: event.runId });
    }),
    /** A run that this page joins has logged already. */
    askRunningLog: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "session.opened" || event.runId === undefined) return;
      const run = activeConversation(context).runs.find(({ id }) => id === event.runId);
      if (!run?.logs.length) enqueue.sendTo("network", { type: "log", runId: event.runId });
    }),
    askStop: enqueueActions(({ context, enqueue }) => {
      if (context.activeId !== null) enqueue.sendTo("network", { type: "stop", sessionId: context.activeId });
    }),
    forward: enqueueActions(({ event, enqueue }) => {
      if (event.type === "session.create") enqueue.sendTo("network", { type: "create", model: event.model });
      if (event.type === "session.delete") {
        enqueue.sendTo("network", { type: "delete", sessionId: event.sessionId });
      }
      if (event.type === "session.rename") {
        enqueue.sendTo("network", { type: "rename", sessionId: event.sessionId, title: event.title });
      }
    }),
    note: assign({
      notice: ({ context, event }) => {
        if (event.type !== "command.failed") return context.notice;
        const title = FAILED_TO[event.command.type];
        return title ? { title, failure: event.failure, retry: event.command } : context.notice;
      },
    }),
    retryNoticed: enqueueActions(({ context, enqueue }) => {
      if (context.notice) enqueue.sendTo("network", context.notice.retry);
    }),
    dismissNotice: assign({ notice: null }),
  },
  guards: {
    hasRun: ({ context }) => activeRun(activeConversation(context)) !== undefined,
    /** A slip of the Escape key in a room stops no answer. */
    isSeen: ({ context }) => !context.covered,
    hasNoRun: ({ context }) => activeRun(activeConversation(context)) === undefined,
    hasSessions: ({ context }) => context.sessions.length > 0,
    /** A link to a session that is not in the list: the list holds all that the caller may see. */
    linkIsDead: ({ context }) => context.activeId !== null && activeSession(context) === undefined,
    hasLink: ({ context }) => context.activeId !== null,
    isActive: ({ context, event }) => "sessionId" in event && event.sessionId === context.activeId,
    openedActive: ({ context, event }) => event.type === "session.opened" && event.session.id === context.activeId,
    openedNothing: ({ context, event }) =>
      event.type === "session.openFailed" && event.sessionId === context.activeId && event.failure.code === "NOT_FOUND",
    resetsActive: ({ context, event }) =>
      event.type === "topic.reset" && context.activeId !== null && event.topic.endsWith(`/${context.activeId}`),
    canLoadOlder: ({ context }) => {
      const { hasMore, loadingOlder } = activeConversation(context);
      return hasMore && !loadingOlder;
    },
    canSend: ({ context, event }) =>
      (event.type === "message.send" || event.type === "message.retry") &&
      event.text.trim() !== "" &&
      activeSession(context) !== undefined,
    stopFailed: ({ event }) => event.type === "command.failed" && event.command.type === "stop",
    nothingRan: ({ event }) => event.type === "stop.done" && event.runId === null,
  },
});
