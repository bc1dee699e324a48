import { type ChatContext, changeConversation } from "./context.ts";
import {
  addOlder,
  type Conversation,
  completeLog,
  endRun,
  openConversation,
  receiveDelta,
  receiveLog,
  receiveMessage,
  startRun,
} from "./conversation.ts";
import type { ChatEvent } from "./events.ts";
import { isAgent } from "./messages.ts";
import { addOutgoing, dropOutgoing, failOutgoing, retryOutgoing, settleOutgoing } from "./outgoing.ts";
import { changeSession, upsertSession } from "./sessions.ts";

type Change = Partial<ChatContext>;
type EventOf<Type extends ChatEvent["type"]> = Extract<ChatEvent, { type: Type }>;

/** Replies of `session:switch` and pages of history hold at most this many messages. */
export const PAGE_SIZE = 50;

function inSession(
  context: ChatContext,
  sessionId: string,
  change: (conversation: Conversation) => Conversation,
): Change {
  return { conversations: changeConversation(context, sessionId, change) };
}

/** What a command or an event does to the context; `{}` for those that change nothing. */
export function reduce(context: ChatContext, event: ChatEvent): Change {
  switch (event.type) {
    case "link.changed":
      return { linkFailure: event.failure ?? null };
    case "contract.changed":
      return { outdated: true };
    case "models.loaded":
      return { models: event.models, defaultModel: event.defaultModel };
    case "welcome":
      return { sessions: event.sessions, userId: event.userId ?? null };
    case "session.made":
      return { sessions: upsertSession(context.sessions, event.session), creating: false };
    case "session.added":
      return { sessions: upsertSession(context.sessions, event.session) };
    case "session.renamed":
      return { sessions: changeSession(context.sessions, event.sessionId, { title: event.title }) };
    case "session.removed":
      return removeSession(context, event.sessionId);
    case "session.cover":
      return event.covered
        ? { covered: true }
        : { covered: false, unread: context.unread.filter((id) => id !== context.activeId) };
    case "session.create":
      return { creating: true };
    case "command.failed":
      return event.command.type === "older"
        ? inSession(context, event.command.sessionId, (known) => ({ ...known, loadingOlder: false }))
        : { creating: event.command.type === "create" ? false : context.creating };
    case "message.send":
    case "message.retry":
    case "message.discard":
      return reduceOwn(context, event);
    default:
      return reduceConversation(context, event);
  }
}

/** What the reader says, before the network has heard of it. */
function reduceOwn(context: ChatContext, event: EventOf<"message.send" | "message.retry" | "message.discard">): Change {
  if (context.activeId === null) return {};
  const { outgoingId } = event;
  return inSession(context, context.activeId, (known) => {
    if (event.type === "message.discard") return dropOutgoing(known, outgoingId);
    if (event.type === "message.retry") return retryOutgoing(known, outgoingId);
    return addOutgoing(known, outgoingId, event.text);
  });
}

function reduceConversation(context: ChatContext, event: ChatEvent): Change {
  switch (event.type) {
    case "session.opened":
      return openSession(context, event);
    case "history.older":
      return context.activeId === null
        ? {}
        : inSession(context, context.activeId, (known) => ({ ...known, loadingOlder: true }));
    case "history.loaded":
      return inSession(context, event.sessionId, (known) => addOlder(known, event));
    case "send.answered":
      return inSession(context, event.sessionId, (known) =>
        completeLog(settleOutgoing(known, event.outgoingId), event.runId, event.logs),
      );
    case "send.failed":
      return inSession(context, event.sessionId, (known) => failOutgoing(known, event.outgoingId, event.failure));
    case "message.received":
      return receiveChat(context, event);
    case "delta.received":
      return inSession(context, event.sessionId, (known) => receiveDelta(known, event));
    case "log.received":
      return inSession(context, event.sessionId, (known) => receiveLog(known, event.runId, event));
    case "run.started":
      return startRunIn(context, event);
    case "run.ended":
      return {
        sessions: changeSession(context.sessions, event.sessionId, { status: "idle" }),
        ...inSession(context, event.sessionId, (known) => endRun(known, event)),
      };
    default:
      return {};
  }
}

function startRunIn(context: ChatContext, { sessionId, runId }: EventOf<"run.started">): Change {
  const change = inSession(context, sessionId, (known) => startRun(known, runId));
  const isRunning = change.conversations?.[sessionId]?.runs.find(({ id }) => id === runId)?.status === "running";
  return isRunning
    ? { ...change, sessions: changeSession(context.sessions, sessionId, { status: "running" }) }
    : change;
}

function openSession(context: ChatContext, event: EventOf<"session.opened">): Change {
  return {
    sessions: upsertSession(context.sessions, event.session),
    unread: context.unread.filter((id) => id !== event.session.id),
    ...inSession(context, event.session.id, (known) =>
      openConversation(known, {
        messages: event.messages,
        runId: event.runId,
        pageSize: PAGE_SIZE,
      }),
    ),
  };
}

function receiveChat(context: ChatContext, { message }: EventOf<"message.received">): Change {
  const { roomId, createdAt } = message;
  // What is said in a room between people is not for sessions.
  if (!context.sessions.some(({ id }) => id === roomId)) return {};
  const sessions = changeSession(context.sessions, roomId, { updatedAt: createdAt });
  const isShown = roomId === context.activeId && !context.covered;
  const unseen = isAgent(message) && !isShown && !context.unread.includes(roomId);
  const unread = unseen ? [...context.unread, roomId] : context.unread;
  return { sessions, unread, ...inSession(context, roomId, (known) => receiveMessage(known, message)) };
}

function removeSession(context: ChatContext, sessionId: string): Change {
  const { [sessionId]: _removed, ...conversations } = context.conversations;
  return {
    sessions: context.sessions.filter((session) => session.id !== sessionId),
    unread: context.unread.filter((id) => id !== sessionId),
    conversations,
  };
}
