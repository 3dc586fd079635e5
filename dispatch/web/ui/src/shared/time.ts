// The server's time on this device: offset and speed, learnt from its time signals. Demo nights may run faster.

const HELD_UP_MS = 10_000;
const TRUSTED_MS = 60_000;

let baseServer = Date.now();
let baseHere = performance.now();
let speed = 1;
let first: { server: number; here: number } | null = null;

/** Take in one time signal. One that was held up on its way says too little, and does not put the clock back. */
export function learnTime(serverMs: number): void {
  const here = performance.now();
  const told = first !== null;
  if (first === null || serverMs < first.server || here - first.here > 60_000) {
    first = { server: serverMs, here };
  } else if (here - first.here > 3_000) {
    const measured = (serverMs - first.server) / (here - first.here);
    speed = Math.abs(measured - 1) < 0.05 ? 1 : measured;
  }
  const late = now() - serverMs;
  if (told && speed === 1 && late > 0 && late < HELD_UP_MS && here - baseHere < TRUSTED_MS) return;
  baseServer = serverMs;
  baseHere = here;
}

/** UTC epoch milliseconds, as the server sees it. */
export function now(): number {
  return baseServer + (performance.now() - baseHere) * speed;
}

/** `2:05`, or `1:02:05` from an hour on. */
export function minutes(totalSeconds: number): string {
  const s = Math.max(0, Math.floor(totalSeconds));
  const pad = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3600);
  const rest = `${Math.floor((s % 3600) / 60)}:${pad(s % 60)}`;
  return hours ? `${hours}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}` : rest;
}

/** `04:03:12` by this device's time zone. */
export function clock(atMs: number): string {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
}
