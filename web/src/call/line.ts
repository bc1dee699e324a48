import type { ParlanceClient } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import type { IceServers } from "./ice.ts";
import type { Call, CallCommand, CallEvent, LineCommand } from "./machine.ts";
import { closeMedia, mediaProblem, openMedia } from "./media.ts";
import { Peer, type PeerListener } from "./peer.ts";

type Tell = (event: CallEvent) => void;

/** Hears of calls, and tells the server that one is over. */
export const callSignals = (client: ParlanceClient) =>
  fromCallback<CallCommand>(({ sendBack, receive }) => {
    const tell: Tell = sendBack;
    receive(({ call: { peerId, callId } }) => {
      const payload = { targetId: peerId, ...(callId === undefined ? {} : { callId }) };
      client.request("call:end", payload).catch(() => {}); // It was over already, or ends with the connection.
    });
    const offs = [
      client.on("call:offer", ({ callId, fromUser, callType, sdp }) =>
        tell({ type: "offered", call: { peerId: fromUser, callId, callType, offer: sdp } }),
      ),
      client.on("call:end", ({ callId, reason }) => tell({ type: "ended", callId, reason })),
    ];
    return () => {
      for (const off of offs) off();
    };
  });

/** One call: calls, or answers where there is an offer; ends with its actor. */
export const callLine = (client: ParlanceClient, iceServers: IceServers) =>
  fromCallback<LineCommand, Call>(({ input, sendBack, receive }) => {
    const tell: Tell = sendBack;
    const line = new Line(client, iceServers, input, tell);
    receive(({ muted }) => line.mute(muted));
    line.begin().catch((error: unknown) => tell({ type: "line.failed", words: mediaProblem(error) }));
    return () => line.end();
  });

class Line {
  readonly #client: ParlanceClient;
  readonly #iceServers: IceServers;
  readonly #call: Call;
  readonly #tell: Tell;
  readonly #offs: readonly (() => void)[];
  #local: MediaStream | undefined;
  #peer: Peer | undefined;
  /** Candidates are sent after the description that they belong to. */
  #described: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(client: ParlanceClient, iceServers: IceServers, call: Call, tell: Tell) {
    this.#client = client;
    this.#iceServers = iceServers;
    this.#call = call;
    this.#tell = tell;
    const isOurs = (fromUser: string) => fromUser === call.peerId;
    this.#offs = [
      client.on("call:answer", ({ fromUser, sdp }) => {
        if (!isOurs(fromUser)) return;
        tell({ type: "line.answered" });
        this.#peer?.accept(sdp).catch(this.#fail);
      }),
      client.on("call:ice", ({ fromUser, candidate }) => {
        if (isOurs(fromUser)) this.#peer?.add(candidate).catch(this.#fail);
      }),
    ];
  }

  async begin(): Promise<void> {
    const local = await openMedia(this.#call.callType);
    if (this.#isOver) return closeMedia(local);
    this.#local = local;
    this.#tell({ type: "line.local", stream: local });
    const iceServers = await this.#iceServers();
    if (this.#isOver) return;
    const peer = new Peer(local, iceServers, {
      candidate: (candidate) => this.#send(candidate),
      stream: (stream) => this.#tell({ type: "line.remote", stream }),
      state: (state) => {
        if (state === "connected") this.#tell({ type: "line.connected" });
        if (state === "failed") this.#tell({ type: "line.failed", words: "The connection to the other end failed." });
      },
    });
    this.#peer = peer;
    await (this.#call.offer === undefined ? this.#offer(peer) : this.#answer(peer));
  }

  mute(muted: boolean): void {
    for (const track of this.#local?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  end(): void {
    this.#isOver = true;
    for (const off of this.#offs) off();
    this.#peer?.close();
    closeMedia(this.#local);
  }

  async #offer(peer: Peer): Promise<void> {
    const { peerId: targetId, callType } = this.#call;
    const sent = peer.offer().then((sdp) => this.#client.request("call:offer", { targetId, callType, sdp }));
    this.#described = sent;
    const { callId } = await sent;
    this.#tell({ type: "line.ringing", callId });
  }

  async #answer(peer: Peer): Promise<void> {
    const { peerId: targetId, callId, offer } = this.#call;
    if (callId === undefined || offer === undefined) return;
    const sent = peer.answer(offer).then((sdp) => this.#client.request("call:answer", { targetId, callId, sdp }));
    this.#described = sent;
    await sent;
  }

  #send(candidate: Parameters<PeerListener["candidate"]>[0]): void {
    const targetId = this.#call.peerId;
    // One that is lost costs one way of several; a call without any way fails by itself.
    this.#described.then(() => this.#client.request("call:ice", { targetId, candidate })).catch(() => {});
  }

  readonly #fail = (error: unknown): void => {
    if (!this.#isOver) this.#tell({ type: "line.failed", words: mediaProblem(error) });
  };
}
