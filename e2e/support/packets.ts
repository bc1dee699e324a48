import { Decoder, type Packet, PacketType } from "socket.io-parser";

/** One event as it crossed the wire. */
export interface WireEvent {
  name: string;
  /** The first argument: the payload, or the envelope `{ type, payload }`. */
  body: Record<string, unknown>;
  requestId: string | undefined;
  /** Of an error. */
  code: string | undefined;
}

const engineMessage = "4";

/** The event in an Engine.IO text frame, or undefined for everything else (ping, CONNECT, acknowledgement). */
export function eventIn(frame: string): WireEvent | undefined {
  if (!frame.startsWith(engineMessage)) return undefined;
  const packet = decode(frame.slice(1));
  if (packet?.type !== PacketType.EVENT) return undefined;
  const [name, first] = packet.data as [string, unknown];
  const body = isRecord(first) ? first : {};
  const payload = isRecord(body.payload) ? body.payload : body;
  return { name, body, requestId: textIn(payload.requestId), code: textIn(payload.code) };
}

/** Packets of a polling body, which carries several between record separators. */
export const framesOfPoll = (body: string): string[] => body.split("\x1e");

function decode(text: string): Packet | undefined {
  let decoded: Packet | undefined;
  const decoder = new Decoder();
  decoder.on("decoded", (packet: Packet) => {
    decoded = packet;
  });
  decoder.add(text);
  return decoded;
}

const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
