// Generated from the contract table by `npm run generate`. Do not edit.

import { z } from "zod";

const isText = (value: string) => !/\p{Cs}/u.test(value);

const text = (min: number, max: number) =>
  z.string().refine((value) => isText(value) && !value.includes("\0"), "must be text without NUL")
    .refine((value) => value.length >= min && (value.length <= max || [...value].length <= max), `must have ${min} to ${max} characters`);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.unknown().refine((value) => !isObject(value) || Object.keys(value).every(isText), "names of fields must be text").pipe(z.object(shape));

const entries = <Value extends z.ZodType>(value: Value, max: number) =>
  z.custom<Record<string, z.output<Value>>>((map) => {
    const all = isObject(map) ? Object.entries(map) : undefined;
    return all !== undefined && all.length <= max && all.every(([key, one]) => isText(key) && value.safeParse(one).success);
  }, `must be an object of at most ${max} valid entries`);

// What the server reads as a whole: every text in it must be one, every number finite.
const isJson = (value: unknown): boolean => {
  if (typeof value === "string") return isText(value);
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.entries(value).every(([key, one]) => isText(key) && isJson(one));
};

const json = z.unknown().refine(isJson, "must be text and finite numbers throughout");

const map = z.custom<Record<string, unknown>>((value) => isObject(value) && isJson(value), "must be an object");

const named = (value: Record<string, unknown>, key: string) => value[key] !== undefined && value[key] !== null;

const exactlyOne = (value: Record<string, unknown>, keys: string[]) =>
  keys.filter((key) => named(value, key)).length === 1;

const together = (value: Record<string, unknown>, key: string, needed: string) =>
  !named(value, key) || named(value, needed);

const requestId = z.string().regex(/^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|[fF]{8}-[fF]{4}-[fF]{4}-[fF]{4}-[fF]{12})$/);

/** The payload of each command; unknown fields are ignored. */
export const schemas = {
  "session:list": object({
    requestId: requestId,
  }),
  "session:create": object({
    model: text(0, 200).nullable().optional(),
    requestId: requestId,
  }),
  "session:switch": object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "session:rename": object({
    requestId: requestId,
    sessionId: text(1, 128),
    title: text(1, 200),
  }),
  "session:delete": object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "session:history": object({
    before: z.number().int().min(1).max(9007199254740991).nullable().optional(),
    limit: z.number().int().min(1).max(100).nullable().optional(),
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "chat:send": object({
    attachments: z.array(text(1, 128)).max(20).nullable().optional(),
    body: text(1, 100000).nullable().optional(),
    message: text(1, 100000).nullable().optional(),
    metadata: map.nullable().optional(),
    parentId: text(1, 128).nullable().optional(),
    priority: z.number().int().min(0).max(4).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128).nullable().optional(),
    sessionId: text(1, 128).nullable().optional(),
  }).refine((value) => exactlyOne(value, ["sessionId", "roomId"]), "must name exactly one target").refine((value) => together(value, "sessionId", "message"), "must come together").refine((value) => together(value, "roomId", "body"), "must come together"),
  "chat:stop": object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "auth:authenticate": object({
    requestId: requestId,
    token: text(1, 16384),
  }),
  "auth:refresh": object({
    refreshToken: text(1, 16384),
    requestId: requestId,
  }),
  "chat:edit": object({
    messageId: text(1, 128),
    newBody: text(1, 100000),
    requestId: requestId,
  }),
  "chat:delete": object({
    messageId: text(1, 128),
    mode: json.pipe(z.union([z.literal("soft"), z.literal("hard")])),
    requestId: requestId,
  }),
  "chat:redact": object({
    mask: text(1, 500),
    messageId: text(1, 128),
    requestId: requestId,
  }),
  "chat:read": object({
    messageId: text(1, 128),
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "chat:reaction": object({
    action: z.enum(["add", "remove"]),
    messageId: text(1, 128),
    reaction: text(1, 32),
    requestId: requestId,
  }),
  "chat:typing": object({
    requestId: requestId.nullable().optional(),
    roomId: text(1, 128),
    typing: z.boolean(),
  }),
  "room:create": object({
    kind: z.enum(["text", "voice", "direct"]).nullable().optional(),
    name: text(1, 200),
    requestId: requestId,
    slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(32).nullable().optional(),
    visibility: json.pipe(z.union([json.pipe(z.union([z.literal("public"), z.literal("private")])), z.null()])).optional(),
  }),
  "room:list": object({
    cursor: text(1, 128).nullable().optional(),
    limit: z.number().int().min(1).max(100).nullable().optional(),
    requestId: requestId,
  }),
  "room:join": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "room:leave": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "room:history": object({
    after: z.number().int().min(0).max(9007199254740991).nullable().optional(),
    before: z.number().int().min(1).max(9007199254740991).nullable().optional(),
    limit: z.number().int().min(1).max(100).nullable().optional(),
    parentId: text(1, 128).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "room:invite": object({
    requestId: requestId,
    roomId: text(1, 128),
    userId: text(1, 128),
  }),
  "room:kick": object({
    reason: text(0, 500).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128),
    userId: text(1, 128),
  }),
  "room:setRole": object({
    requestId: requestId,
    role: z.enum(["member", "moderator", "owner"]),
    roomId: text(1, 128),
    userId: text(1, 128),
  }),
  "room:update": object({
    name: text(1, 200).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128),
    slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(32).nullable().optional(),
    visibility: json.pipe(z.union([json.pipe(z.union([z.literal("public"), z.literal("private")])), z.null()])).optional(),
  }),
  "room:delete": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "auth:info": object({
    requestId: requestId,
  }),
  "presence:ping": object({
    requestId: requestId.nullable().optional(),
  }),
  "presence:set": object({
    requestId: requestId,
    status: z.enum(["online", "away", "busy", "offline"]),
  }),
  "presence:get": object({
    requestId: requestId,
    userIds: z.array(text(1, 128)).max(100),
  }),
  "call:offer": object({
    callType: z.enum(["audio", "video", "screen"]),
    requestId: requestId,
    sdp: json.pipe(z.union([text(1, 65536), object({
      sdp: text(1, 65536),
      type: z.enum(["offer", "answer", "pranswer", "rollback"]),
    })])),
    targetId: text(1, 128),
  }),
  "call:answer": object({
    callId: text(1, 128).nullable().optional(),
    requestId: requestId,
    sdp: json.pipe(z.union([text(1, 65536), object({
      sdp: text(1, 65536),
      type: z.enum(["offer", "answer", "pranswer", "rollback"]),
    })])),
    targetId: text(1, 128),
  }),
  "call:ice": object({
    callId: text(1, 128).nullable().optional(),
    candidate: json.pipe(z.union([z.null(), text(0, 4096), object({
      candidate: text(0, 4096),
      sdpMLineIndex: z.number().int().min(0).max(65535).nullable().optional(),
      sdpMid: text(0, 256).nullable().optional(),
      usernameFragment: text(0, 256).nullable().optional(),
    })])),
    requestId: requestId.nullable().optional(),
    targetId: text(1, 128),
  }),
  "call:end": object({
    callId: text(1, 128).nullable().optional(),
    reason: text(1, 64).nullable().optional(),
    requestId: requestId,
    targetId: text(1, 128),
  }),
  "voice:join": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "voice:leave": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "voice:offer": object({
    requestId: requestId,
    roomId: text(1, 128),
    sdp: json.pipe(z.union([text(1, 65536), object({
      sdp: text(1, 65536),
      type: z.enum(["offer", "answer", "pranswer", "rollback"]),
    })])),
    targetId: text(1, 128).nullable().optional(),
  }),
  "voice:answer": object({
    requestId: requestId,
    roomId: text(1, 128),
    sdp: json.pipe(z.union([text(1, 65536), object({
      sdp: text(1, 65536),
      type: z.enum(["offer", "answer", "pranswer", "rollback"]),
    })])),
    targetId: text(1, 128).nullable().optional(),
  }),
  "voice:ice": object({
    candidate: json.pipe(z.union([z.null(), text(0, 4096), object({
      candidate: text(0, 4096),
      sdpMLineIndex: z.number().int().min(0).max(65535).nullable().optional(),
      sdpMid: text(0, 256).nullable().optional(),
      usernameFragment: text(0, 256).nullable().optional(),
    })])),
    requestId: requestId.nullable().optional(),
    roomId: text(1, 128),
    targetId: text(1, 128).nullable().optional(),
  }),
  "voice:mute": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "voice:unmute": object({
    requestId: requestId,
    roomId: text(1, 128),
  }),
  "voice:speaking": object({
    requestId: requestId.nullable().optional(),
    roomId: text(1, 128),
    speaking: z.boolean(),
  }),
  "mission:create": object({
    model: text(0, 200).nullable().optional(),
    name: text(1, 200),
    requestId: requestId,
    roomId: text(1, 128).nullable().optional(),
    specs: z.array(object({
      id: text(1, 128),
      prompt: text(1, 100000),
    })).min(1).max(200),
  }),
  "mission:list": object({
    requestId: requestId,
  }),
  "mission:getStatus": object({
    missionId: text(1, 128),
    requestId: requestId,
  }),
  "mission:start": object({
    missionId: text(1, 128),
    requestId: requestId,
  }),
  "mission:pause": object({
    missionId: text(1, 128),
    requestId: requestId,
  }),
  "mission:resume": object({
    missionId: text(1, 128),
    requestId: requestId,
  }),
  "mission:cancel": object({
    missionId: text(1, 128),
    requestId: requestId,
  }),
  "task:create": object({
    assigneeId: text(1, 128).nullable().optional(),
    metadata: map.nullable().optional(),
    priority: z.number().int().min(0).max(4).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128).nullable().optional(),
    title: text(1, 200),
  }),
  "task:list": object({
    requestId: requestId,
    roomId: text(1, 128).nullable().optional(),
  }),
  "task:update": object({
    metadata: map.nullable().optional(),
    progress: z.number().int().min(0).max(100).nullable().optional(),
    requestId: requestId,
    status: text(1, 64).nullable().optional(),
    taskId: text(1, 128),
  }),
  "task:assign": object({
    assigneeId: text(1, 128),
    priority: z.number().int().min(0).max(4).nullable().optional(),
    requestId: requestId,
    taskId: text(1, 128),
  }),
  "subscription:subscribe": object({
    filters: object({
      eventTypes: z.array(z.enum(["connection", "auth:expiring", "session:created", "session:renamed", "session:deleted", "chat:message", "chat:edited", "chat:deleted", "chat:redacted", "chat:readUpdated", "chat:reactionUpdated", "chat:typingUpdated", "presence:updated", "device:online", "device:offline", "room:memberJoined", "room:memberLeft", "room:roleSet", "room:updated", "room:deleted", "room:invited", "room:kicked", "room:error", "chat:delta", "log", "forge:started", "forge:completed", "forge:tokenUsage", "forge:toolExecution", "forge:log", "mission:created", "mission:started", "mission:progress", "mission:completed", "mission:failed", "mission:statusChanged", "task:created", "task:updated", "task:assigned", "system:serverStatus", "system:health", "system:maintenance", "system:versionUpdate", "call:offer", "call:answer", "call:ice", "call:end", "call:error", "voice:userJoined", "voice:userLeft", "voice:offer", "voice:answer", "voice:ice", "voice:muteUpdated", "voice:speaking", "voice:error", "sync:reset", "session:error", "chat:error", "mission:error", "task:error", "subscription:error", "auth:error", "presence:error", "sync:error", "error"])).max(100).nullable().optional(),
      missionId: text(1, 128).nullable().optional(),
      sessionId: text(1, 128).nullable().optional(),
    }).nullable().optional(),
    requestId: requestId,
    topic: text(1, 128),
  }),
  "subscription:unsubscribe": object({
    requestId: requestId,
    topic: text(1, 128),
  }),
  "subscription:list": object({
    requestId: requestId,
  }),
  "sync:resume": object({
    positions: entries(z.number().int().min(0).max(9007199254740991), 1000),
    requestId: requestId,
  }),
};
