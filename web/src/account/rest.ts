import type { Credentials } from "./tokens.ts";

/** A refusal of `/api/auth/*` in words for a person; `isFinal` unless a second try could help. */
export class AccountError extends Error {
  readonly code: string;
  readonly isFinal: boolean;

  constructor(message: string, code: string, isFinal: boolean) {
    super(message);
    this.code = code;
    this.isFinal = isFinal;
  }
}

export interface Login {
  username: string;
  password: string;
}

export const login = (account: Login): Promise<Credentials> => credentials("login", account);

export const register = (account: Login & { displayName?: string }): Promise<Credentials> =>
  credentials("register", account);

export const refresh = (refreshToken: string): Promise<Credentials> => credentials("refresh", { refreshToken });

export async function logout(refreshToken: string): Promise<void> {
  await post("logout", { refreshToken });
}

async function credentials(action: string, payload: object): Promise<Credentials> {
  const body: unknown = await (await post(action, payload)).json();
  if (isCredentials(body)) return body;
  throw new AccountError("The server answered something else than a login.", "SERVER_ERROR", true);
}

async function post(action: string, payload: object): Promise<Response> {
  const response = await fetch(`/api/auth/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
  }).catch(() => {
    throw new AccountError("The server cannot be reached.", "UNREACHABLE", false);
  });
  if (response.ok) return response;
  throw refusal(response.status, await response.json().catch(() => undefined));
}

function refusal(status: number, body: unknown): AccountError {
  if (status === 404) {
    return new AccountError("This server keeps no accounts: you sign in elsewhere.", "NOT_FOUND", true);
  }
  const { error, code } = isRecord(body) ? body : {};
  const words = typeof error === "string" ? error : `The server refused (${status}).`;
  return new AccountError(words, typeof code === "string" ? code : "SERVER_ERROR", status < 500 && status !== 429);
}

function isCredentials(body: unknown): body is Credentials {
  return isRecord(body) && isRecord(body["user"]) && typeof body["accessToken"] === "string";
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
