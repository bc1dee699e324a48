import { trustedAddress } from "../lib/identity.ts";

/** The servers by which the ends of a call find a way to each other, with credentials that are good for a while. */
export type IceServers = () => Promise<RTCIceServer[]>;

/** `GET /api/ice-servers`, for whom the headers speak for at the time. Rejects with words for a person. */
export const iceServers =
  (headers: () => HeadersInit): IceServers =>
  async () => {
    const response = await fetch(trustedAddress("/api/ice-servers"), { headers: headers() }).catch(() => {
      throw new Error("The server cannot be reached.");
    });
    if (!response.ok) throw new Error(`The server does not say how calls are connected (${response.status}).`);
    const body: unknown = await response.json();
    if (!isAnswer(body)) throw new Error("The server answered something else than how calls are connected.");
    return body.iceServers;
  };

const isAnswer = (body: unknown): body is { iceServers: RTCIceServer[] } =>
  typeof body === "object" && body !== null && "iceServers" in body && Array.isArray(body.iceServers);
