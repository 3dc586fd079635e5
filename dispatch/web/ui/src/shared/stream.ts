// Follows a live stream of Server-Sent Events by fetch, so that a bearer token can travel in a header and a silent
// connection is noticed. Comes back by Last-Event-ID, sooner at first, then slower.

export interface Live {
  /** One event: its name and its JSON. */
  onEvent(name: string, data: unknown): void;
  /** Whether the line to the server stands. */
  onLine(up: boolean): void;
  /** The server does not know us (any more). */
  onDenied(): void;
}

const SILENT_MS = 12_000; // the server speaks every 5 s
const RETRY_MS = [300, 1000, 2000, 4000];

/** Follow `url` until the returned function is called. */
export function follow(url: string, headers: Record<string, string>, live: Live): () => void {
  let stopped = false;
  let lastId = "";
  let abort = new AbortController();
  let wake: () => void = () => undefined;

  async function once(): Promise<boolean> {
    abort = new AbortController();
    let watchdog = window.setTimeout(() => abort.abort(), SILENT_MS);
    try {
      const resume: Record<string, string> = lastId ? { "Last-Event-ID": lastId } : {};
      const answer = await fetch(url, { headers: { ...headers, ...resume }, signal: abort.signal, cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) {
        stopped = true;
        live.onDenied();
        return false;
      }
      if (!answer.ok || !answer.body) return false;
      live.onLine(true);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        clearTimeout(watchdog);
        watchdog = window.setTimeout(() => abort.abort(), SILENT_MS);
        text += value;
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) lastId = take(block, live) ?? lastId;
      }
    } catch {
      return false;
    } finally {
      clearTimeout(watchdog);
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      failures = (await once()) ? 0 : failures + 1;
      if (stopped) return;
      live.onLine(false);
      const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 4000;
      await new Promise<void>((resume) => {
        wake = resume;
        setTimeout(resume, wait);
      });
    }
  }

  const again = () => wake(); // a phone that is unlocked or back in signal need not wait
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
  void run();
  return () => {
    stopped = true;
    window.removeEventListener("online", again);
    document.removeEventListener("visibilitychange", again);
    abort.abort();
  };
}

function take(block: string, live: Live): string | undefined {
  let id: string | undefined;
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) id = line.slice(4);
    else if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  if (data.length) live.onEvent(name, JSON.parse(data.join("\n")));
  return id;
}
