import type { Participant, User } from "@parlance/shared-types";
import { assign, enqueueActions, fromCallback, setup } from "xstate";

export interface VoiceRoomContext {
  /** The voice room that this page takes part in. */
  roomId: string | null;
  /** In the order of joining, this user among them. */
  participants: readonly Participant[];
  muted: boolean;
  /** Why this page does not take part, in words. */
  problem: string | null;
}

export type VoiceRoomEvent =
  | { type: "voice.join"; roomId: string }
  | { type: "voice.leave" }
  | { type: "voice.mute"; muted: boolean }
  | { type: "voice.dismiss" }
  | { type: "joined"; participants: readonly Participant[] }
  | { type: "userJoined"; user: User }
  | { type: "userLeft"; userId: string }
  | { type: "muteUpdated"; userId: string; muted: boolean }
  | { type: "speaking"; userId: string; speaking: boolean }
  /** Another device of this user has taken over, or the room is gone. */
  | { type: "over" }
  | { type: "failed"; words: string };

export interface VoiceCommand {
  type: "mute";
  muted: boolean;
}

const OUT = { roomId: null, participants: [], muted: false };

/** Taking part in a voice room: one at a time. */
export const voiceRoomMachine = setup({
  types: { context: {} as VoiceRoomContext, events: {} as VoiceRoomEvent },
  actors: {
    /** Joins the room as long as it lives, and connects to everybody in it. */
    mesh: fromCallback<VoiceCommand, { roomId: string }>(() => {
      throw new Error("voiceRoomMachine needs the actor `mesh`");
    }),
  },
  actions: {
    enter: assign(({ event }) => (event.type === "voice.join" ? { ...OUT, roomId: event.roomId, problem: null } : {})),
    leave: assign(({ event }) => ({ ...OUT, problem: event.type === "failed" ? event.words : null })),
    follow: assign({ participants: ({ context, event }) => follow(context.participants, event) }),
    mute: enqueueActions(({ event, enqueue }) => {
      if (event.type !== "voice.mute") return;
      enqueue.assign({ muted: event.muted });
      enqueue.sendTo("mesh", { type: "mute", muted: event.muted });
    }),
  },
}).createMachine({
  id: "voiceRoom",
  context: { ...OUT, problem: null },
  initial: "out",
  on: { "voice.dismiss": { actions: assign({ problem: null }) } },
  states: {
    out: { on: { "voice.join": { target: "in", actions: "enter" } } },
    in: {
      invoke: { src: "mesh", id: "mesh", input: ({ context }) => ({ roomId: context.roomId ?? "" }) },
      on: {
        "voice.join": { target: "in", reenter: true, actions: "enter" },
        "voice.leave": { target: "out", actions: "leave" },
        "voice.mute": { actions: "mute" },
        over: { target: "out", actions: "leave" },
        failed: { target: "out", actions: "leave" },
        joined: { actions: "follow" },
        userJoined: { actions: "follow" },
        userLeft: { actions: "follow" },
        muteUpdated: { actions: "follow" },
        speaking: { actions: "follow" },
      },
    },
  },
});

/** Who takes part after an event. */
export function follow(known: readonly Participant[], event: VoiceRoomEvent): readonly Participant[] {
  const change = (userId: string, to: Partial<Participant>) =>
    known.map((participant) => (participant.user.id === userId ? { ...participant, ...to } : participant));
  switch (event.type) {
    case "joined":
      return event.participants;
    case "userJoined": {
      const newcomer = { user: event.user, muted: false, speaking: false, joinedAt: new Date().toISOString() };
      return [...known.filter(({ user }) => user.id !== event.user.id), newcomer];
    }
    case "userLeft":
      return known.filter(({ user }) => user.id !== event.userId);
    case "muteUpdated":
      return change(event.userId, { muted: event.muted, ...(event.muted ? { speaking: false } : {}) });
    case "speaking":
      return change(event.userId, { speaking: event.speaking });
    default:
      return known;
  }
}
