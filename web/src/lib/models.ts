export interface Models {
  models: readonly string[];
  defaultModel: string;
}

/** `GET /api/models` (contract section 7). Rejects when the server cannot say. */
export async function loadModels(): Promise<Models> {
  const response = await fetch("/api/models");
  if (!response.ok) throw new Error(`GET /api/models answered ${response.status}`);
  const body: unknown = await response.json();
  if (!isModels(body)) throw new Error("GET /api/models answered something else than models");
  return { models: body.models, defaultModel: body.default };
}

function isModels(body: unknown): body is { models: string[]; default: string } {
  return (
    typeof body === "object" &&
    body !== null &&
    "models" in body &&
    Array.isArray(body.models) &&
    body.models.every((model) => typeof model === "string") &&
    "default" in body &&
    typeof body.default === "string"
  );
}
