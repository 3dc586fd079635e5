// Asks the server for things. A command carries a key of its own, so that saying it twice does it once.

export interface Fact {
  type: string;
  code?: string;
  why?: string;
  incident_id?: string;
}

export type Outcome =
  | { kind: "done"; facts: Fact[] }
  | { kind: "refused"; code: string; why: string }
  | { kind: "waiting" }
  | { kind: "lost" };

export type Wish = { type: string } & Record<string, unknown>;

/** Send one command; `lost` means that the server did not get it, or could not say so. */
export async function command(wish: Wish, headers: Record<string, string> = {}): Promise<Outcome> {
  const body = { command_id: newKey(), ...wish };
  try {
    const answer = await fetch("/api/commands", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(8_000),
    });
    if (answer.status >= 500) return { kind: "lost" };
    return outcome(answer.status, (await answer.json()) as Partial<Answered>);
  } catch {
    return { kind: "lost" };
  }
}

interface Answered {
  facts: Fact[];
  error: string;
  why: string;
}

function outcome(status: number, body: Partial<Answered>): Outcome {
  if (status === 202) return { kind: "waiting" };
  if (status === 200) return { kind: "done", facts: body.facts ?? [] };
  const refusal = body.facts?.[0];
  return {
    kind: "refused",
    code: refusal?.code ?? body.error ?? String(status),
    why: refusal?.why ?? body.why ?? "",
  };
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `cmd-${Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")}`;
}

export async function getJson<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as T;
}

export async function post<T>(url: string, body: unknown): Promise<T> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as T & { why?: string };
  if (!answer.ok) throw new Error(json.why ?? String(answer.status));
  return json;
}
