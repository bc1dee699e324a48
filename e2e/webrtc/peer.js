// What a web client of seed 003 does to call, with the stock socket.io-client and no code of ours.
// The suite drives it by `window.peer`.
let socket;
/** By the user at the other end. */
const links = new Map();

function ask(name, payload) {
  const command = { ...payload, requestId: crypto.randomUUID() };
  return new Promise((resolve, reject) => {
    socket.emit(name, command, ({ ok, data, error }) =>
      ok ? resolve(data) : reject(new Error(`${name}: ${error.code}`)),
    );
  });
}

const on = (name, handle) => socket.on(name, ({ payload }) => handle(payload));

/** A connection to one other, which sends camera and microphone. Its candidates go out by `sendIce`. */
async function link(user, sendIce) {
  const connection = new RTCPeerConnection();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  connection.onicecandidate = ({ candidate }) => sendIce(candidate);
  let settle;
  const described = new Promise((resolve) => {
    settle = resolve;
  });
  const one = { connection, described, settle };
  links.set(user, one);
  return one;
}

/** The other end's description; candidates that came before it are added after it. */
async function describe({ connection, settle }, sdp) {
  await connection.setRemoteDescription(sdp);
  settle();
}

async function addCandidate(user, candidate) {
  const { connection, described } = links.get(user);
  await described;
  await connection.addIceCandidate(candidate);
}

function answerCalls() {
  const sendIce = (targetId) => (candidate) => socket.emit("call:ice", { targetId, candidate });
  on("call:offer", async ({ fromUser, sdp }) => {
    const one = await link(fromUser, sendIce(fromUser));
    await describe(one, sdp);
    await one.connection.setLocalDescription();
    await ask("call:answer", { targetId: fromUser, sdp: one.connection.localDescription });
  });
  on("call:answer", ({ fromUser, sdp }) => describe(links.get(fromUser), sdp));
  on("call:ice", ({ fromUser, candidate }) => addCandidate(fromUser, candidate));
  on("call:end", ({ fromUser }) => links.get(fromUser)?.connection.close());
}

function takePart(roomId) {
  const sendIce = (targetId) => (candidate) => socket.emit("voice:ice", { roomId, targetId, candidate });
  on("voice:offer", async ({ userId, sdp }) => {
    const one = await link(userId, sendIce(userId));
    await describe(one, sdp);
    await one.connection.setLocalDescription();
    await ask("voice:answer", { roomId, targetId: userId, sdp: one.connection.localDescription });
  });
  on("voice:answer", ({ userId, sdp }) => describe(links.get(userId), sdp));
  on("voice:ice", ({ userId, candidate }) => addCandidate(userId, candidate));
  return sendIce;
}

async function received({ connection }) {
  const tracks = connection.getReceivers().map(({ track }) => track);
  const stats = [...(await connection.getStats()).values()].filter(({ type }) => type === "inbound-rtp");
  const bytes = (kind) => stats.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.bytesReceived, 0);
  return {
    state: connection.connectionState,
    unmuted: tracks.filter((track) => !track.muted).length,
    audio: bytes("audio") > 0,
    video: bytes("video") > 0,
  };
}

window.peer = {
  ask,

  connect: (userId) =>
    new Promise((resolve) => {
      socket = io({ auth: { userId, deviceId: crypto.randomUUID() } });
      socket.once("connection", () => resolve());
      answerCalls();
    }),

  async call(targetId) {
    const one = await link(targetId, (candidate) => socket.emit("call:ice", { targetId, candidate }));
    await one.connection.setLocalDescription();
    return ask("call:offer", { targetId, callType: "video", sdp: one.connection.localDescription });
  },

  /** Who comes later offers to each who is there. */
  async join(roomId, userId) {
    const sendIce = takePart(roomId);
    const { participants } = await ask("voice:join", { roomId });
    for (const { user } of participants.filter((one) => one.user.id !== userId)) {
      const one = await link(user.id, sendIce(user.id));
      await one.connection.setLocalDescription();
      await ask("voice:offer", { roomId, targetId: user.id, sdp: one.connection.localDescription });
    }
  },

  /** What has come from each other end so far. */
  async received() {
    const all = [...links].map(async ([user, one]) => [user, await received(one)]);
    return Object.fromEntries(await Promise.all(all));
  },
};
