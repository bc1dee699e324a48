import type { CallType, Sdp } from "@parlance/shared-types";
import { assign, enqueueActions, fromCallback, sendTo, setup } from "xstate";

/** A call between two people, as this page sees it. */
export interface Call {
  peerId: string;
  callType: CallType;
  /** Known as soon as it rings. */
  callId?: string | undefined;
  /** What the other end offers, where it is the one who called. */
  offer?: Sdp | undefined;
}

export interface CallContext {
  call: Call | null;
  local: MediaStream | null;
  remote: MediaStream | null;
  /** The other end has answered, or this one. */
  isAnswered: boolean;
  isConnected: boolean;
  muted: boolean;
  /** How the last call ended, in words. */
  farewell: string | null;
}

export type CallEvent =
  | { type: "call.start"; peerId: string; callType: CallType }
  | { type: "call.accept" }
  | { type: "call.hangUp" }
  | { type: "call.mute"; muted: boolean }
  | { type: "call.dismiss" }
  | { type: "offered"; call: Call & { callId: string } }
  | { type: "ended"; callId: string; reason: string }
  | { type: "line.local"; stream: MediaStream }
  | { type: "line.remote"; stream: MediaStream }
  | { type: "line.ringing"; callId: string }
  | { type: "line.answered" }
  | { type: "line.connected" }
  | { type: "line.failed"; words: string };

/** What the machine tells the server, beside what a line does by itself. */
export interface CallCommand {
  type: "end";
  call: Call;
}

export interface LineCommand {
  type: "mute";
  muted: boolean;
}

const WORDS: Record<string, string> = {
  hangup: "The call has ended.",
  cancelled: "The call was taken back.",
  declined: "The call was declined.",
  busy: "They are in another call.",
  timeout: "Nobody answered.",
  answered_elsewhere: "You answered on another device.",
  connection_lost: "The connection was lost.",
};

const FAREWELL_MS = 5_000;
const NOTHING: CallContext = {
  call: null,
  local: null,
  remote: null,
  isAnswered: false,
  isConnected: false,
  muted: false,
  farewell: null,
};

/** Calls between two people: nobody is called, somebody rings here or there, or both talk. */
export const callMachine = setup({
  types: { context: {} as CallContext, events: {} as CallEvent },
  actors: {
    /** Hears of calls, and ends them. */
    signals: fromCallback<CallCommand>(() => {
      throw new Error("callMachine needs the actor `signals`");
    }),
    /** The call itself as long as it lives: media and the connection to the other end. */
    line: fromCallback<LineCommand, Call>(() => {
      throw new Error("callMachine needs the actor `line`");
    }),
  },
  actions: {
    begin: assign(({ event }) => {
      if (event.type === "offered") return { ...NOTHING, call: event.call };
      if (event.type !== "call.start") return {};
      return { ...NOTHING, call: { peerId: event.peerId, callType: event.callType } };
    }),
    accept: assign({ isAnswered: true }),
    follow: assign(({ context, event }) => {
      switch (event.type) {
        case "line.local":
          return { local: event.stream };
        case "line.remote":
          return { remote: event.stream };
        case "line.ringing":
          return { call: { ...callOf(context), callId: event.callId } };
        case "line.answered":
          return { isAnswered: true };
        case "line.connected":
          return { isConnected: true };
        default:
          return {};
      }
    }),
    tellEnd: sendTo("signals", ({ context }) => ({ type: "end", call: callOf(context) }) as const),
    stop: assign(({ event }) => {
      if (event.type === "line.failed") return { ...NOTHING, farewell: event.words };
      return { ...NOTHING, farewell: event.type === "ended" ? wordsOf(event.reason) : null };
    }),
    forget: assign({ farewell: null }),
    mute: enqueueActions(({ event, enqueue }) => {
      if (event.type !== "call.mute") return;
      enqueue.assign({ muted: event.muted });
      enqueue.sendTo("line", { type: "mute", muted: event.muted });
    }),
  },
  guards: {
    isOurs: ({ context, event }) =>
      event.type === "ended" && (context.call?.callId === undefined || context.call.callId === event.callId),
    /** Both called each other at once: the other's is the call (contract section 3). */
    crosses: ({ context, event }) =>
      event.type === "offered" && !context.isAnswered && event.call.peerId === context.call?.peerId,
  },
}).createMachine({
  id: "call",
  context: NOTHING,
  invoke: { src: "signals", id: "signals" },
  initial: "idle",
  on: { "call.dismiss": { actions: "forget" } },
  states: {
    idle: {
      after: { [FAREWELL_MS]: { actions: "forget" } },
      on: {
        "call.start": { target: "busy", actions: "begin" },
        offered: { target: "ringing", actions: "begin" },
      },
    },
    /** Somebody calls. */
    ringing: {
      on: {
        "call.accept": { target: "busy", actions: "accept" },
        "call.hangUp": { target: "idle", actions: ["tellEnd", "stop"] },
        ended: { guard: "isOurs", target: "idle", actions: "stop" },
      },
    },
    /** This page calls, or talks. */
    busy: {
      invoke: { src: "line", id: "line", input: ({ context }) => callOf(context) },
      on: {
        "line.local": { actions: "follow" },
        "line.remote": { actions: "follow" },
        "line.ringing": { actions: "follow" },
        "line.answered": { actions: "follow" },
        "line.connected": { actions: "follow" },
        "line.failed": { target: "idle", actions: ["tellEnd", "stop"] },
        "call.mute": { actions: "mute" },
        "call.hangUp": { target: "idle", actions: ["tellEnd", "stop"] },
        ended: { guard: "isOurs", target: "idle", actions: "stop" },
        offered: { guard: "crosses", target: "busy", reenter: true, actions: ["begin", "accept"] },
      },
    },
  },
});

function callOf({ call }: CallContext): Call {
  if (!call) throw new Error("there is no call");
  return call;
}

const wordsOf = (reason: string): string => WORDS[reason] ?? `The call has ended: ${reason}.`;
