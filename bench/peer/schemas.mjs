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

export const chatSend = z.object({
  sessionId: z.uuid(),
  message: z.string().min(1).max(100_000).refine(withoutNul, "control"),
  requestId,
});
