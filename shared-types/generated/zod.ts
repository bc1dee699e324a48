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
    body: text(1, 100000).nullable().optional(),
    message: text(1, 100000).nullable().optional(),
    requestId: requestId,
    roomId: text(1, 128).nullable().optional(),
    sessionId: text(1, 128).nullable().optional(),
  }).refine((value) => exactlyOne(value, ["sessionId", "roomId"]), "must name exactly one target").refine((value) => together(value, "sessionId", "message"), "must come together").refine((value) => together(value, "roomId", "body"), "must come together"),
  "chat:stop": object({
    requestId: requestId,
    sessionId: text(1, 128),
  }),
  "auth:info": object({
    requestId: requestId,
  }),
  "presence:ping": object({
    requestId: requestId.nullable().optional(),
  }),
  "sync:resume": object({
    positions: entries(z.number().int().min(0).max(9007199254740991), 1000),
    requestId: requestId,
  }),
};
