// Medians of the samples, and the one table: a row for each figure, a column for each server.
const goals = {
  list: { text: "≤ 0.5×", parlance: 0.5, "parlance-memory": 0.5 },
  chat: { text: "≤ 1.5× file, ≤ 0.9× memory", parlance: 1.5, "parlance-memory": 0.9 },
  connection: { text: "≤ 16", parlance: 16, "parlance-memory": 16 },
  storms: { text: "≤ 1.10×", parlance: 1.1, "parlance-memory": 1.1 },
};
const loadTitles = { list: "`session:list`", chat: "`chat:send`" };

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `samples[load][server]` is the list of what the generator measured. Returns Markdown. */
export function table(samples, servers) {
  const names = Object.keys(servers);
  const rows = [
    ["", ...names.map((name) => servers[name].title), "goal"],
    ["---", ...names.map(() => "--:"), "--:"],
    ...["list", "chat"].filter((load) => samples[load]).flatMap((load) => messageRows(load, samples[load], names)),
    ...(samples.memory ? memoryRows(samples.memory, names) : []),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function messageRows(load, byServer, names) {
  const title = loadTitles[load];
  const middle = (runs, key) => median(runs.map((run) => run[key]));
  const row = (label, show) => [label, ...names.map((name) => (byServer[name] ? show(byServer[name], name) : "–")), ""];
  const rows = [
    row(`${title}: server CPU per message, µs`, (runs) => {
      const cpu = runs.map((run) => run.cpuMicroseconds);
      return `${median(cpu).toFixed(1)} (${Math.min(...cpu).toFixed(1)}–${Math.max(...cpu).toFixed(1)})`;
    }),
    row(
      "p50 / p99, ms",
      (runs) => `${middle(runs, "p50Milliseconds").toFixed(1)} / ${middle(runs, "p99Milliseconds").toFixed(1)}`,
    ),
    row("messages per second", (runs) => middle(runs, "messagesPerSecond").toFixed(0)),
    row("server busy", (runs) => `${(middle(runs, "serverBusy") * 100).toFixed(0)} %`),
    row(
      "frames / bytes to the client per message",
      (runs) => `${middle(runs, "framesPerMessage").toFixed(1)} / ${middle(runs, "bytesPerMessage").toFixed(0)}`,
    ),
  ];
  if (byServer.node) {
    const peer = middle(byServer.node, "cpuMicroseconds");
    const ratio = row(`**${title}: against Node**`, (runs, name) =>
      judged(middle(runs, "cpuMicroseconds") / peer, goals[load][name], (value) => `${value.toFixed(2)}×`),
    );
    rows.splice(1, 0, [...ratio.slice(0, -1), goals[load].text]);
  }
  return rows;
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
