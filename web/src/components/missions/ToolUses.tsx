import { useMemo } from "react";
import type { ForgeSession } from "../../missions/story.ts";
import { toolCounts } from "../../missions/view.ts";

/** Which tools the agent used, and how it went. */
export function ToolUses({ sessions }: { sessions: readonly ForgeSession[] }) {
  const counts = useMemo(() => toolCounts(sessions), [sessions]);
  return (
    <section className="panel" aria-labelledby="tools-title">
      <h2 id="tools-title">Tools</h2>
      {counts.length === 0 ? (
        <p className="panel__empty">No tool was used.</p>
      ) : (
        <table className="tools">
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Started</th>
              <th scope="col">Done</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ name, started, succeeded, failed }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td data-tone={started > 0 ? "busy" : undefined}>{started}</td>
                <td>{succeeded}</td>
                <td data-tone={failed > 0 ? "danger" : undefined}>{failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
