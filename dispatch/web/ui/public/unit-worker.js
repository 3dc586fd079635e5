// Keeps the unit's page usable without signal: the page and its parts come from the last visit when the net is gone.
const KEPT = "patrol-unit-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = pathname === "/unit" || pathname.startsWith("/assets/") || pathname === "/api/streets";
  if (event.request.method !== "GET" || origin !== self.location.origin || !ours) return;
  event.respondWith(pathname.startsWith("/assets/") ? keptFirst(event.request) : freshFirst(event.request));
});

async function keptFirst(request) {
  return (await caches.match(request)) ?? fetchAndKeep(request);
}

async function freshFirst(request) {
  try {
    return await fetchAndKeep(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function fetchAndKeep(request) {
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}
