// What the peer accepts: the same rules as the contract's table has for these commands.
import { z } from "zod";

const requestId = z.uuid();
const withoutNul = (text) => !text.includes("\0");

export const handshake = z.object({
  userId: z.string().min(1).max(128).refine(withoutNul).default("local"),
});

export const sessionList = z.object({ requestId });

export const sessionCreate = z.object({
  model: z.string().max(128).refine(withoutNul).optional(),
  requestId,
});

const spoken = z.string().min(1).max(100_000).refine(withoutNul, "control");

const toSession = z.object({ sessionId: z.uuid(), message: spoken, requestId });

const toRoom = z.object({
  roomId: z.uuid(),
  body: spoken,
  attachments: z.array(z.uuid()).max(10).optional(),
  parentId: z.uuid().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  priority: z.int().min(0).max(4).optional(),
  requestId,
});

export const chatSend = z.union([toSession, toRoom]);

export const roomCreate = z.object({
  name: z.string().min(1).max(200).refine(withoutNul),
  kind: z.enum(["text", "voice", "direct"]).optional(),
  visibility: z.enum(["public", "private"]).optional(),
  requestId,
});

export const roomJoin = z.object({ roomId: z.uuid(), requestId });
