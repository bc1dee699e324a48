import type { Session } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";
import { type Conversation, EMPTY_CONVERSATION } from "./conversation.ts";
import type { NetworkCommand } from "./events.ts";

/** Something that went wrong beside a message: a session that could not be renamed, for example. */
export interface Notice {
  title: string;
  failure: Failure;
  retry: NetworkCommand;
}

export interface ChatContext {
  /** Why there is no connection, after an attempt has failed. */
  linkFailure: Failure | null;
  /** The server speaks another contract than this page was built for. */
  outdated: boolean;
  userId: string | null;
  sessions: readonly Session[];
  models: readonly string[];
  defaultModel: string | null;
  /** The session on the screen; it may not exist (state `missing`). */
  activeId: string | null;
  /** A room stands in front of it. */
  covered: boolean;
  conversations: Readonly<Record<string, Conversation>>;
  /** Sessions with an answer that has not been looked at. */
  unread: readonly string[];
  creating: boolean;
  notice: Notice | null;
}

export const conversationOf = (context: ChatContext, sessionId: string | null): Conversation =>
  (sessionId === null ? undefined : context.conversations[sessionId]) ?? EMPTY_CONVERSATION;

export const activeConversation = (context: ChatContext): Conversation => conversationOf(context, context.activeId);

export const activeSession = (context: ChatContext): Session | undefined =>
  context.sessions.find((session) => session.id === context.activeId);

/** A copy of the conversations with one of them changed. */
export function changeConversation(
  context: ChatContext,
  sessionId: string,
  change: (conversation: Conversation) => Conversation,
): ChatContext["conversations"] {
  return { ...context.conversations, [sessionId]: change(conversationOf(context, sessionId)) };
}
