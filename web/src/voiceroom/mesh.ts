import type { EventPayload, Off, ParlanceClient, Participant } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import type { IceServers } from "../call/ice.ts";
import { closeMedia, mediaProblem, openMedia } from "../call/media.ts";
import { Peer } from "../call/peer.ts";
import type { VoiceCommand, VoiceRoomEvent } from "./machine.ts";
import { watchSpeaking } from "./speaking.ts";

type VoiceEvent =
  | "voice:userJoined"
  | "voice:userLeft"
  | "voice:muteUpdated"
  | "voice:speaking"
  | "voice:offer"
  | "voice:answer"
  | "voice:ice";
type Tell = (event: VoiceRoomEvent) => void;

/** Takes part in a voice room as long as it lives: a connection to each participant, and what they say out loud. */
export const voiceMesh = (client: ParlanceClient, iceServers: IceServers) =>
  fromCallback<VoiceCommand, { roomId: string }>(({ input, sendBack, receive }) => {
    const tell: Tell = sendBack;
    const mesh = new Mesh(client, iceServers, input.roomId, tell);
    receive(({ muted }) => mesh.mute(muted));
    mesh.begin().catch((error: unknown) => tell({ type: "failed", words: mediaProblem(error) }));
    return () => mesh.end();
  });

interface Other {
  peer: Peer;
  sound: HTMLAudioElement;
  /** Candidates are sent after the description that they belong to. */
  described: Promise<unknown>;
}

class Mesh {
  readonly #client: ParlanceClient;
  readonly #iceServers: IceServers;
  readonly #roomId: string;
  readonly #tell: Tell;
  readonly #others = new Map<string, Other>();
  #offs: readonly Off[] = [];
  #local: MediaStream | undefined;
  /** As of the last time that this page came into the room. */
  #ways: RTCIceServer[] = [];
  #muted = false;
  #isOver = false;

  constructor(client: ParlanceClient, iceServers: IceServers, roomId: string, tell: Tell) {
    this.#client = client;
    this.#iceServers = iceServers;
    this.#roomId = roomId;
    this.#tell = tell;
  }

  async begin(): Promise<void> {
    const local = await openMedia("audio");
    if (this.#isOver) return closeMedia(local);
    this.#local = local;
    this.#offs = [...this.#listen(), watchSpeaking(local, (speaking) => this.#say(speaking))];
    await this.#join();
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    for (const track of this.#local?.getAudioTracks() ?? []) track.enabled = !muted;
    this.#client.request(muted ? "voice:mute" : "voice:unmute", { roomId: this.#roomId }).catch(this.#fail);
  }

  end(): void {
    this.#isOver = true;
    for (const off of this.#offs) off();
    for (const userId of [...this.#others.keys()]) this.#drop(userId);
    closeMedia(this.#local);
    if (this.#local) this.#client.request("voice:leave", { roomId: this.#roomId }).catch(() => {}); // It left us first.
  }

  /** Who comes offers to those who are there. After a cut the server may have forgotten, and is told again. */
  async #join(): Promise<void> {
    this.#ways = await this.#iceServers();
    if (this.#isOver) return;
    const { participants } = await this.#client.request("voice:join", { roomId: this.#roomId });
    if (this.#isOver) return;
    this.#tell({ type: "joined", participants });
    if (this.#muted) this.mute(true);
    const strangers = participants.filter(({ user }) => !this.#isMe(user.id) && !this.#others.has(user.id));
    await Promise.all(strangers.map((stranger) => this.#offer(stranger)));
  }

  async #offer({ user }: Participant): Promise<void> {
    const target = { roomId: this.#roomId, targetId: user.id };
    await this.#describe(user.id, async (peer) =>
      this.#client.request("voice:offer", { ...target, sdp: await peer.offer() }),
    );
  }

  #listen(): readonly Off[] {
    return [
      this.#client.on("connection", () => void this.#join().catch(this.#fail)),
      this.#on("voice:userJoined", ({ user }) => this.#tell({ type: "userJoined", user })),
      this.#on("voice:userLeft", ({ userId }) => this.#left(userId)),
      this.#on("voice:muteUpdated", (mute) => this.#tell({ type: "muteUpdated", ...mute })),
      this.#on("voice:speaking", (speech) => this.#tell({ ...speech, type: "speaking" })),
      this.#on("voice:offer", ({ userId, sdp }) => void this.#answer(userId, sdp)),
      this.#on("voice:answer", ({ userId, sdp }) => this.#with(userId, (peer) => peer.accept(sdp))),
      this.#on("voice:ice", ({ userId, candidate }) => this.#with(userId, (peer) => peer.add(candidate))),
    ];
  }

  /** Events of this room. */
  #on<Event extends VoiceEvent>(event: Event, handle: (payload: EventPayload<Event>) => void): Off {
    return this.#client.on(event, (payload) => {
      if (payload.roomId === this.#roomId) handle(payload);
    });
  }

  async #answer(userId: string, offer: Parameters<Peer["answer"]>[0]): Promise<void> {
    this.#drop(userId);
    const target = { roomId: this.#roomId, targetId: userId };
    await this.#describe(userId, async (peer) =>
      this.#client.request("voice:answer", { ...target, sdp: await peer.answer(offer) }),
    );
  }

  /** Connects to one participant; the others are not disturbed when that fails. */
  async #describe(userId: string, send: (peer: Peer) => Promise<unknown>): Promise<void> {
    const other = this.#meet(userId);
    other.described = send(other.peer);
    await other.described.catch(() => this.#drop(userId));
  }

  #with(userId: string, act: (peer: Peer) => Promise<void>): void {
    const other = this.#others.get(userId);
    if (other) act(other.peer).catch(() => this.#drop(userId));
  }

  #left(userId: string): void {
    this.#drop(userId);
    this.#tell(this.#isMe(userId) ? { type: "over" } : { type: "userLeft", userId });
  }

  #meet(userId: string): Other {
    const sound = new Audio();
    const peer = new Peer(this.#local ?? new MediaStream(), this.#ways, {
      candidate: (candidate) => {
        const ice = { roomId: this.#roomId, targetId: userId, candidate };
        // One that is lost costs one way of several.
        other.described.then(() => this.#client.request("voice:ice", ice)).catch(() => {});
      },
      stream: (stream) => {
        sound.srcObject = stream;
        sound.play().catch(() => {}); // A browser that forbids sound shows so itself.
      },
      state: (state) => {
        if (state === "failed") this.#drop(userId);
      },
    });
    const other: Other = { peer, sound, described: Promise.resolve() };
    this.#others.set(userId, other);
    return other;
  }

  #drop(userId: string): void {
    const other = this.#others.get(userId);
    other?.peer.close();
    other?.sound.pause();
    this.#others.delete(userId);
  }

  #say(speaking: boolean): void {
    if (this.#muted && speaking) return;
    this.#client.request("voice:speaking", { roomId: this.#roomId, speaking }).catch(() => {}); // The next one tells.
    const me = this.#client.info?.user?.id;
    if (me !== undefined) this.#tell({ type: "speaking", userId: me, speaking });
  }

  #isMe(userId: string): boolean {
    return userId === this.#client.info?.user?.id;
  }

  readonly #fail = (error: unknown): void => {
    if (!this.#isOver) this.#tell({ type: "failed", words: mediaProblem(error) });
  };
}
