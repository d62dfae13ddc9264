/* Answers while the network is away: a page of the client that cannot be fetched is the page that says so. */

const CACHE = "offline";
const PAGE = "/odoo/offline";

self.addEventListener("install", (/** @type {any} */ event) => {
    event.waitUntil(caches.open(CACHE).then((cache) => cache.add(PAGE)));
});

self.addEventListener("fetch", (/** @type {any} */ event) => {
    if (event.request.mode === "navigate") {
        event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
    }
});

// who signs out leaves nothing behind on this machine
self.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data === "user_logout") {
        event.waitUntil(caches.delete(CACHE).then(() => caches.open(CACHE)).then((cache) => cache.add(PAGE)));
    }
});
