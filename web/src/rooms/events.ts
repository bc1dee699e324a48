import type {
  Attachment,
  ChatMessage,
  CommandPayload,
  ListedRoom,
  Member,
  PresenceStatus,
  ReactionUpdated,
  ReadPosition,
  Role,
  Room,
} from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";

/** Commands whose effect comes back as an event of the room, to every device alike. */
export type ActName =
  | "chat:edit"
  | "chat:delete"
  | "chat:redact"
  | "chat:reaction"
  | "chat:read"
  | "room:leave"
  | "room:delete"
  | "room:update"
  | "room:invite"
  | "room:kick"
  | "room:setRole";

export interface ActOf<Name extends ActName> {
  type: "act";
  name: Name;
  payload: CommandPayload<Name>;
}

export type Act = { [Name in ActName]: ActOf<Name> }[ActName];

/** What the machine asks of the network. */
export type RoomsCommand =
  | { type: "list" }
  | { type: "join"; roomId: string }
  /** Joins again rooms of which this user is a member, one after the other. */
  | { type: "watch"; roomIds: readonly string[] }
  | { type: "create"; room: CommandPayload<"room:create"> }
  | { type: "history"; roomId: string; before?: number | undefined }
  | { type: "thread"; roomId: string; parentId: string; after: number }
  | Post
  | { type: "typing"; roomId: string; typing: boolean }
  | Act;

export interface Post {
  type: "post";
  roomId: string;
  /** The `requestId` of its `chat:send`: a second try with the same id stores nothing twice. */
  outgoingId: string;
  body: string;
  parentId?: string | undefined;
  attachments: readonly Attachment[];
}

/** A durable event of a room's topic. */
export type RoomChange =
  | { kind: "message"; message: ChatMessage }
  | { kind: "edited"; message: ChatMessage }
  | { kind: "deleted"; messageId: string; deletedAt: string }
  | { kind: "redacted"; messageId: string; newBody: string }
  | ({ kind: "reaction" } & Omit<ReactionUpdated, "roomId">)
  | { kind: "read"; messageId: string; userId: string }
  | { kind: "memberJoined"; userId: string }
  | { kind: "memberLeft"; userId: string }
  | { kind: "roleSet"; userId: string; role: Role }
  | { kind: "updated"; room: Room };

/** What the network tells: replies first, then what happens by itself. */
export type RoomsNetworkEvent =
  | { type: "rooms.listed"; rooms: readonly ListedRoom[] }
  | {
      type: "room.joined";
      room: Room;
      members: readonly Member[];
      headSeq: number;
      unread: number;
      reads: readonly ReadPosition[];
    }
  | { type: "room.made"; room: Room }
  | {
      type: "history.loaded";
      roomId: string;
      before?: number | undefined;
      messages: readonly ChatMessage[];
      hasMore: boolean;
    }
  | { type: "thread.loaded"; roomId: string; parentId: string; messages: readonly ChatMessage[]; hasMore: boolean }
  | { type: "post.stored"; roomId: string; outgoingId: string; message: ChatMessage }
  | { type: "post.failed"; roomId: string; outgoingId: string; failure: Failure }
  | { type: "command.failed"; command: RoomsCommand; failure: Failure }
  | { type: "welcome"; userId: string; userName: string }
  | { type: "room.changed"; roomId: string; seq: number; change: RoomChange }
  | { type: "room.gone"; roomId: string; reason?: string | undefined; kicked: boolean }
  | { type: "room.invited" }
  | { type: "room.reset"; roomId: string; headSeq: number }
  | { type: "typing.changed"; roomId: string; userId: string; typing: boolean }
  | { type: "presence.changed"; userId: string; status: PresenceStatus };

/** What the person does. */
export type RoomsPersonEvent =
  | { type: "room.open"; roomId: string }
  | { type: "room.close" }
  | { type: "room.join"; roomId: string }
  | { type: "room.create"; room: CommandPayload<"room:create"> }
  | { type: "room.reload" }
  | { type: "history.older" }
  | { type: "thread.open"; messageId: string }
  | { type: "thread.more" }
  | { type: "thread.close" }
  | {
      type: "post.send";
      outgoingId: string;
      body: string;
      parentId?: string | undefined;
      attachments: readonly Attachment[];
    }
  | { type: "post.retry"; outgoingId: string }
  | { type: "post.discard"; outgoingId: string }
  | { type: "message.seen"; messageId: string }
  | { type: "typing.set"; typing: boolean }
  | { type: "notice.retry" }
  | { type: "notice.dismiss" }
  | Act;

export type RoomsEvent = RoomsNetworkEvent | RoomsPersonEvent;
