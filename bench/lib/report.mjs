// Medians of the samples, and the one table: a row for each figure, a column for each server.
const goals = {
  list: { text: "≤ 0.5×", parlance: 0.5, "parlance-memory": 0.5 },
  chat: { text: "≤ 1.5× file, ≤ 0.9× memory", parlance: 1.5, "parlance-memory": 0.9 },
  "fanout-200": { text: "≤ 0.75×", parlance: 0.75, "parlance-memory": 0.75 },
  "fanout-1000": { text: "≤ 0.75×", parlance: 0.75, "parlance-memory": 0.75 },
  missions: { text: "≤ 1.5×", parlance: 1.5, "parlance-memory": 1.5 },
  connection: { text: "≤ 16", parlance: 16, "parlance-memory": 16 },
  storms: { text: "≤ 1.10×", parlance: 1.1, "parlance-memory": 1.1 },
};
const loadTitles = {
  list: "`session:list`",
  chat: "`chat:send`",
  "fanout-200": "a room of 200",
  "fanout-1000": "a room of 1,000",
};

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `samples[part][server]` is the list of what the generator measured. Returns Markdown. */
export function table(samples, servers) {
  const names = Object.keys(servers);
  const dialects = Object.keys(samples).some((part) => part.startsWith("deliver-")) ? dialectTable(samples) : "";
  if (Object.keys(samples).every((part) => /^(ping|say|deliver)-/.test(part))) return dialects;
  const rows = [
    ["", ...names.map((name) => servers[name].title), "goal"],
    ["---", ...names.map(() => "--:"), "--:"],
    ...["list", "chat"].filter((load) => samples[load]).flatMap((load) => messageRows(load, samples[load], names)),
    ...["fanout-200", "fanout-1000"]
      .filter((part) => samples[part])
      .flatMap((part) => fanoutRows(part, samples[part], names)),
    ...(samples.missions ? missionRows(samples.missions, names) : []),
    ...(samples.storm ? stormRows(samples.storm, names, servers) : []),
    ...(samples.memory ? memoryRows(samples.memory, names) : []),
  ];
  return [markdown(rows), dialects].filter(Boolean).join("\n\n");
}

const markdown = (rows) => rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** A row for each dialect: what it costs, and how that compares with Socket.IO on the same server. */
function dialectTable(samples) {
  const cpu = (part, server = "parlance") => {
    const runs = samples[part]?.[server];
    return runs && median(runs.map((run) => run.cpuMicroseconds));
  };
  const cell = (value, usual) => {
    if (value === undefined) return "–";
    return usual === undefined || usual === value
      ? value.toFixed(1)
      : `${value.toFixed(1)} (${(value / usual).toFixed(2)}×)`;
  };
  const row = (title, dialect) => [
    title,
    ...["ping", "say", "deliver"].map((part) => cell(cpu(`${part}-${dialect}`), cpu(`${part}-socketio`))),
  ];
  return markdown([
    [
      "server CPU, µs (against Socket.IO)",
      "a ping and its answer",
      "a message to a room, stored",
      "a delivery, 200 readers",
    ],
    ["---", "--:", "--:", "--:"],
    ["an echo of WebSocket frames alone", cell(cpu("ping-websocket", "websocket"), cpu("ping-socketio")), "–", "–"],
    row("Socket.IO", "socketio"),
    ...["tagged", "envelope", "prioritized", "dotted"].map((name) => row(`\`${name}\``, name)),
    row("all five in one room", "mixed"),
  ]);
}

function messageRows(load, byServer, names) {
  const rows = cpuRows(load, byServer, names, `${loadTitles[load]}: server CPU per message, µs`);
  const { row, middle } = rowsOf(byServer, names);
  rows.push(
    row("p50 / p99, ms", milliseconds(middle)),
    row("messages per second", (runs) => middle(runs, "messagesPerSecond").toFixed(0)),
    row("server busy", busy(middle)),
    row(
      "frames / bytes to the client per message",
      (runs) => `${middle(runs, "framesPerMessage").toFixed(1)} / ${middle(runs, "bytesPerMessage").toFixed(0)}`,
    ),
  );
  return rows;
}

function fanoutRows(part, byServer, names) {
  const rows = cpuRows(part, byServer, names, `${loadTitles[part]}: server CPU per delivery, µs`);
  const { row, middle } = rowsOf(byServer, names);
  rows.push(
    row("p50 / p99 until the last reader has it, ms", milliseconds(middle)),
    row("deliveries per second", (runs) => middle(runs, "deliveriesPerSecond").toFixed(0)),
    row("server busy", busy(middle)),
  );
  return rows;
}

/** The CPU time, and how it compares with the peer's. */
function cpuRows(part, byServer, names, label) {
  const { row, middle } = rowsOf(byServer, names);
  const rows = [
    row(label, (runs) => {
      const cpu = runs.map((run) => run.cpuMicroseconds);
      return `${median(cpu).toFixed(1)} (${Math.min(...cpu).toFixed(1)}–${Math.max(...cpu).toFixed(1)})`;
    }),
  ];
  if (byServer.node) {
    const peer = middle(byServer.node, "cpuMicroseconds");
    const ratio = row(`**${loadTitles[part]}: against Node**`, (runs, name) =>
      judged(middle(runs, "cpuMicroseconds") / peer, goals[part][name], (value) => `${value.toFixed(2)}×`),
    );
    rows.push([...ratio.slice(0, -1), goals[part].text]);
  }
  return rows;
}

/** `row` makes one of the table, of what `show` says of the samples of each server. */
function rowsOf(byServer, names) {
  return {
    row: (label, show, goal = "") => [
      label,
      ...names.map((name) => (byServer[name] ? show(byServer[name], name) : "–")),
      goal,
    ],
    middle: (runs, key) => median(runs.map((run) => run[key])),
  };
}

const milliseconds = (middle) => (runs) =>
  `${middle(runs, "p50Milliseconds").toFixed(1)} / ${middle(runs, "p99Milliseconds").toFixed(1)}`;
const busy = (middle) => (runs) => `${(middle(runs, "serverBusy") * 100).toFixed(0)} %`;

function missionRows(byServer, names) {
  const { row, middle } = rowsOf(byServer, names);
  const { missions, specs, watchers } = Object.values(byServer)[0][0];
  return [
    row(`${missions} missions of ${specs} specs, ${watchers} watchers: server CPU per delivery, µs`, (runs) =>
      middle(runs, "cpuMicroseconds").toFixed(1),
    ),
    row(`a room of ${watchers} on the same server, µs`, (runs) => middle(runs, "roomCpuMicroseconds").toFixed(1)),
    row(
      "**missions against a room**",
      (runs, name) => judged(middle(runs, "toRoom"), goals.missions[name], (value) => `${value.toFixed(2)}×`),
      goals.missions.text,
    ),
    row(
      "events per spec / deliveries per second",
      (runs) => `${middle(runs, "eventsPerSpec").toFixed(1)} / ${middle(runs, "deliveriesPerSecond").toFixed(0)}`,
    ),
  ];
}

function stormRows(byServer, names, servers) {
  const { row } = rowsOf(byServer, names);
  const { clients, rooms } = Object.values(byServer)[0][0];
  return [
    row(
      `**${clients.toLocaleString("en")} clients in ${rooms} rooms cut at once: all back**, s after the cut`,
      ([run], name) => `${run.secondsToLast.toFixed(1)}${servers[name].rejoin ? ", not resumed" : ", resumed"}`,
    ),
    row("messages replayed / lost", ([run]) => `${run.replayed} / ${run.lost}`, "none lost"),
    row("connections that failed and were tried again", ([run]) => run.retries),
    row(
      "memory before / at most, MiB",
      ([run]) => `${(run.beforeKib / 1024).toFixed(1)} / ${(run.peakKib / 1024).toFixed(1)}`,
    ),
    row("server CPU until all are back, s", ([run]) => run.cpuSeconds.toFixed(2)),
  ];
}

function memoryRows(byServer, names) {
  const mebibytes = (kib) => (kib / 1024).toFixed(1);
  const row = (label, goal, show) => [
    label,
    ...names.map((name) => (byServer[name] ? show(byServer[name][0], name) : "–")),
    goal?.text ?? "",
  ];
  const { connections, storms } = Object.values(byServer)[0][0];
  const count = connections.toLocaleString("en");
  return [
    row(`**memory per idle connection at ${count}, KiB**`, goals.connection, (run, name) =>
      judged(run.kibPerConnection, goals.connection[name], (value) => value.toFixed(1)),
    ),
    row(`cold / with ${count} idle, MiB`, undefined, (run) => `${mebibytes(run.coldKib)} / ${mebibytes(run.idleKib)}`),
    row(
      `start / after ${storms} storms, MiB`,
      undefined,
      (run) => `${mebibytes(run.startKib)} / ${mebibytes(run.afterStormsKib)}`,
    ),
    row(`**after ${storms} storms, against the start**`, goals.storms, (run, name) =>
      judged(run.afterToStart, goals.storms[name], (value) => `${value.toFixed(2)}×`),
    ),
    row(
      `after ${storms} storms, against cold`,
      undefined,
      (run) => `${(run.afterStormsKib / run.coldKib).toFixed(2)}×`,
    ),
    row("seconds per storm", undefined, (run) => run.secondsPerStorm.toFixed(1)),
  ];
}

const judged = (value, goal, show) =>
  goal !== undefined && value > goal ? `**${show(value)} (missed)**` : show(value);
