{% load static %}// Keeps the empty form and its files on the phone, so that it opens without a network. Nobody's data passes through here.
const KEPT = "laoyou-assessments-1";
const FILES = ["{{ shell }}", "{% static 'laoyou/tokens.css' %}", "{% static 'laoyou/base.css' %}", "{% static 'laoyou/components.css' %}", "{% static 'laoyou/print.css' %}", "{% static 'laoyou/first.js' %}", "{% static 'laoyou/mark.svg' %}", "{% static 'laoyou/kept.js' %}", "{% static 'assessments/phone.js' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !FILES.includes(url.pathname)) return;
  event.respondWith(
    fetch(event.request).then((answer) => {
      // A redirect leads to the sign-in page: that is not the form.
      if (answer.ok && !answer.redirected) {
        const copy = answer.clone();
        event.waitUntil(caches.open(KEPT).then((cache) => cache.put(url.pathname, copy)));
      }
      return answer;
    }).catch(() => caches.match(url.pathname, { ignoreSearch: true }).then((kept) => kept || Response.error())),
  );
});
