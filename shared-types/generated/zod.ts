// Generated from the contract table by `npm run generate`. Do not edit.

import { z } from "zod";

const text = (min: number, max: number) =>
  z.string().refine((value) => !/\p{Cs}/u.test(value) && !value.includes("\0"), "must be text without NUL")
    .refine((value) => value.length >= min && (value.length <= max || [...value].length <= max), `must have ${min} to ${max} characters`);

const entries = <Value extends z.ZodType>(value: Value, max: number) =>
  z.record(z.string(), value).refine((map) => Object.keys(map).length <= max, `must have at most ${max} entries`);

const exactlyOne = (value: Record<string, unknown>, keys: string[]) =>
  keys.filter((key) => value[key] !== undefined && value[key] !== null).length === 1;

const together = (value: Record<string, unknown>, key: string, needed: string[]) =>
  value[key] === undefined || value[key] === null || needed.every((other) => value[other] !== undefined && value[other] !== null);

const requestId = z.string().regex(/^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|[fF]{8}-[fF]{4}-[fF]{4}-[fF]{4}-[fF]{12})$/);

/** The payload of each command; unknown fields are ignored. */
export const schemas = {
  "session:list": z.object({
    requestId: requestId,
  }),
  "session:create": z.object({
    model: text(0, 200).nullable().optional(),
    requestId: requestId,
  }),
  "session:switch": z.object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "session:rename": z.object({
    requestId: requestId,
    sessionId: text(1, 128),
    title: text(1, 200),
  }),
  "session:delete": z.object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "session:history": z.object({
    before: z.number().int().min(1).max(9007199254740991).nullable().optional(),
    limit: z.number().int().min(1).max(100).nullable().optional(),
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "chat:send": z.object({
    body: text(1, 100000).nullable().optional(),
    message: text(1, 100000).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128).nullable().optional(),
    sessionId: text(1, 128).nullable().optional(),
  }).refine((value) => exactlyOne(value, ["sessionId", "roomId"]), "must name exactly one target").refine((value) => together(value, "roomId", ["body"]), "must come together").refine((value) => together(value, "sessionId", ["message"]), "must come together"),
  "chat:stop": z.object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "auth:info": z.object({
    requestId: requestId,
  }),
  "presence:ping": z.object({
    requestId: requestId.nullable().optional(),
  }),
  "sync:resume": z.object({
    positions: entries(z.number().int().min(0).max(9007199254740991), 1000),
    requestId: requestId,
  }),
};
