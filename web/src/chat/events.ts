import type { ChatMessage, ParlanceClient, Session } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";
import type { RunOutcome } from "./conversation.ts";

/** What the machine asks of the network. Every request is answered by one `NetworkEvent`. */
export type NetworkCommand =
  | { type: "connect" }
  | { type: "models" }
  | { type: "open"; sessionId: string }
  | { type: "create"; model?: string }
  | { type: "rename"; sessionId: string; title: string }
  | { type: "delete"; sessionId: string }
  | { type: "older"; sessionId: string; before: number }
  | { type: "send"; sessionId: string; outgoingId: string; message: string }
  | { type: "stop"; sessionId: string }
  | { type: "log"; runId: string };

export type LinkState = ParlanceClient["state"];

/** What the network tells the machine: replies first, then what happens by itself. */
export type NetworkEvent =
  | { type: "models.loaded"; models: readonly string[]; defaultModel: string }
  | { type: "session.opened"; session: Session; messages: readonly ChatMessage[]; runId?: string }
  | { type: "session.openFailed"; sessionId: string; failure: Failure }
  | { type: "session.made"; session: Session }
  | { type: "history.loaded"; sessionId: string; messages: readonly ChatMessage[]; hasMore: boolean }
  | { type: "send.answered"; sessionId: string; outgoingId: string; runId: string; logs: readonly string[] }
  | { type: "send.failed"; sessionId: string; outgoingId: string; failure: Failure }
  | { type: "stop.done"; runId: string | null }
  | { type: "command.failed"; command: NetworkCommand; failure: Failure }
  | { type: "link.changed"; state: LinkState; failure?: Failure }
  | { type: "contract.changed" }
  | { type: "welcome"; sessions: readonly Session[]; userId?: string }
  | { type: "session.added"; session: Session }
  | { type: "session.renamed"; sessionId: string; title: string }
  | { type: "session.removed"; sessionId: string }
  | { type: "message.received"; message: ChatMessage }
  | { type: "delta.received"; sessionId: string; runId: string; offset: number; text: string }
  | { type: "log.received"; sessionId: string; runId: string; data: string; level: string }
  | { type: "run.started"; sessionId: string; runId: string }
  | {
      type: "run.ended";
      sessionId: string;
      runId: string;
      status: RunOutcome;
      error?: string | undefined;
    }
  | { type: "topic.reset"; topic: string };

/** What the person does. */
export type PersonEvent =
  | { type: "session.open"; sessionId: string }
  /** A room takes the place of the session on the screen, or gives it back. */
  | { type: "session.cover"; covered: boolean }
  | { type: "session.reload" }
  | { type: "session.create"; model?: string }
  | { type: "session.rename"; sessionId: string; title: string }
  | { type: "session.delete"; sessionId: string }
  | { type: "history.older" }
  | { type: "message.send"; outgoingId: string; text: string }
  | { type: "message.retry"; outgoingId: string; text: string }
  | { type: "message.discard"; outgoingId: string }
  | { type: "run.stop" }
  | { type: "run.showLog"; runId: string }
  | { type: "link.open" }
  | { type: "notice.retry" }
  | { type: "notice.dismiss" };

export type ChatEvent = NetworkEvent | PersonEvent;
