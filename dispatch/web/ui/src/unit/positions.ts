// Tells where the phone is while the page is open: at most every five seconds, the newest fix only.
import { signal } from "@preact/signals";
import type { Point } from "../shared/geo";
import { now } from "../shared/time";
import { auth, line } from "./store";

export interface Here extends Point {
  accuracy_m: number;
  heading_deg: number | null;
}

export const here = signal<Here | null>(null);
export const denied = signal(false);

const EVERY_MS = 5_000;
let newest: Record<string, number> | null = null;
let watching: number | null = null;
let heardAt = 0;

const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 2_000, timeout: 20_000 };

export function watch(): void {
  if (!("geolocation" in navigator)) {
    denied.value = true;
    return;
  }
  ask();
  window.setInterval(() => void round(), EVERY_MS);
  window.setTimeout(() => void tell(), 800);
}

/** A watch begun anew tells at once. Asking beside a watch does not: Chromium answers that with the watch's next movement. */
function ask(): void {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = navigator.geolocation.watchPosition(take, refuse, OPTIONS);
}

function take({ coords, timestamp }: GeolocationPosition): void {
  denied.value = false;
  heardAt = performance.now();
  const { longitude: lon, latitude: lat, accuracy, speed, heading } = coords;
  const turned = heading !== null && Number.isFinite(heading) ? heading : null;
  here.value = { lon, lat, accuracy_m: accuracy, heading_deg: turned };
  const age = Math.max(0, Date.now() - timestamp); // the phone's clock may be wrong, its age of the fix is not
  newest = { lon, lat, accuracy_m: accuracy, fixed_at_ms: Math.round(now() - age) };
  if (speed !== null) newest.speed_mps = speed;
  if (turned !== null) newest.heading_deg = turned;
}

function refuse(error: GeolocationPositionError): void {
  denied.value = error.code === error.PERMISSION_DENIED;
}

/** A phone that lies still is told of no movement: its watch begins anew, or its unit would seem to have gone silent. */
async function round(): Promise<void> {
  await tell();
  if (!newest && performance.now() - heardAt > EVERY_MS) ask();
}

async function tell(): Promise<void> {
  if (!newest || line.value === "denied") return;
  const fix = newest;
  newest = null;
  try {
    await fetch("/api/positions", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...auth() },
      body: JSON.stringify(fix),
      signal: AbortSignal.timeout(4_000),
    });
  } catch {
    newest ??= fix; // the next round tries again, unless a newer one came
  }
}

/** Keeps the screen lit while there is something to do. */
export async function stayLit(): Promise<void> {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // some phones do not allow it; the page works without
  }
}
