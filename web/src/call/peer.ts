import type { Candidate, Sdp } from "@parlance/shared-types";

export interface PeerListener {
  candidate: (candidate: Exclude<Candidate, string | null>) => void;
  stream: (stream: MediaStream) => void;
  state: (state: RTCPeerConnectionState) => void;
}

/** One WebRTC connection: what comes by signaling goes in, what must be signaled comes out. */
export class Peer {
  readonly #connection: RTCPeerConnection;
  /** Candidates that came before the description they belong to. */
  readonly #early: Candidate[] = [];

  constructor(local: MediaStream, iceServers: RTCIceServer[], listener: PeerListener) {
    this.#connection = new RTCPeerConnection({ iceServers });
    for (const track of local.getTracks()) this.#connection.addTrack(track, local);
    this.#connection.onicecandidate = ({ candidate }) => {
      if (!candidate) return;
      const { candidate: line, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
      listener.candidate({ candidate: line, sdpMid, sdpMLineIndex, usernameFragment });
    };
    this.#connection.ontrack = ({ streams: [stream] }) => {
      if (stream) listener.stream(stream);
    };
    this.#connection.onconnectionstatechange = () => listener.state(this.#connection.connectionState);
  }

  /** The description that the other end is to answer. */
  async offer(): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#described();
  }

  /** The answer to the other end's offer. */
  async answer(offer: Sdp): Promise<string> {
    await this.#setRemote("offer", offer);
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#described();
  }

  accept(answer: Sdp): Promise<void> {
    return this.#setRemote("answer", answer);
  }

  async add(candidate: Candidate): Promise<void> {
    if (this.#connection.remoteDescription === null) this.#early.push(candidate);
    else await this.#connection.addIceCandidate(initOf(candidate));
  }

  close(): void {
    this.#connection.close();
  }

  async #setRemote(type: "offer" | "answer", sdp: Sdp): Promise<void> {
    await this.#connection.setRemoteDescription({ type, sdp: typeof sdp === "string" ? sdp : sdp.sdp });
    for (const candidate of this.#early.splice(0)) await this.#connection.addIceCandidate(initOf(candidate));
  }

  #described(): string {
    return this.#connection.localDescription?.sdp ?? "";
  }
}

/** A line alone belongs to the first section; `null` says that there are no more. */
function initOf(candidate: Candidate): RTCIceCandidateInit | undefined {
  if (candidate === null) return undefined;
  return typeof candidate === "string" ? { candidate, sdpMLineIndex: 0 } : candidate;
}
