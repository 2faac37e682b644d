// What a phone keeps without a network, and how it is sent: each form sealed until the server has said that it holds it.
(() => {
  "use strict";

  // A store whose values are sealed under a key that the browser hands to nobody. `stores` has "keys" among its names.
  window.laoyouKept = (databaseName, stores) => {
    const opened = new Promise((done, failed) => {
      const asked = indexedDB.open(databaseName, 1);
      asked.onupgradeneeded = () => stores.forEach((name) => asked.result.createObjectStore(name));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    const inside = async (name, mode, work) => {
      const database = await opened;
      return new Promise((done, failed) => {
        const transaction = database.transaction(name, mode);
        const asked = work(transaction.objectStore(name));
        transaction.oncomplete = () => done(asked.result);
        transaction.onerror = transaction.onabort = () => failed(transaction.error);
      });
    };
    const read = (name, key) => inside(name, "readonly", (store) => store.get(key));
    const write = (name, key, value) => inside(name, "readwrite", (store) => store.put(value, key));
    const drop = (name, key) => inside(name, "readwrite", (store) => store.delete(key));
    const keysOf = (name) => inside(name, "readonly", (store) => store.getAllKeys());

    const sealingKey = async () => {
      const kept = await read("keys", "seal");
      if (kept) return kept;
      const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      await write("keys", "seal", made);
      return made;
    };
    const keep = async (name, key, value) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const additionalData = new TextEncoder().encode(`${name}/${key}`);
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, await sealingKey(), plain);
      await write(name, key, { iv, data });
    };
    const take = async (name, key) => {
      const kept = await read(name, key);
      if (!kept) return null;
      const additionalData = new TextEncoder().encode(`${name}/${key}`);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv, additionalData }, await sealingKey(), kept.data);
      return JSON.parse(new TextDecoder().decode(plain));
    };
    return { keep, take, drop, keysOf };
  };

  // Sends what lies in "forms", one sending at a time. `words`: round and send (addresses), sent, later (sentences).
  window.laoyouSend = ({ store, words, tell, count, refusedKeys }) => {
    let sending = null;
    const deliver = async () => {
      const keys = await count();
      if (!keys.length || !navigator.onLine) return;
      try {
        const asked = await fetch(words.round, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (asked.redirected || !asked.ok) throw new Error("sign in");
        const { token } = await asked.json();
        for (let start = 0; start < keys.length; start += 50) {
          const forms = (await Promise.all(keys.slice(start, start + 50).map((key) => store.take("forms", key)))).filter(Boolean);
          const answer = await fetch(words.send, {
            method: "POST",
            credentials: "same-origin",
            headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
            body: JSON.stringify({ phone_now: new Date().toISOString(), forms }),
          });
          if (answer.redirected || !answer.ok) throw new Error("refused");
          const { answers } = await answer.json();
          const refused = [];
          for (const one of answers) {
            if (one.state === "refused") {
              refused.push(one.sentence);
              refusedKeys.add(one.key);
            }
            else await store.drop("forms", one.key); // only what the server has said that it holds
          }
          const notes = answers.filter((one) => one.state !== "refused" && one.sentence).map((one) => one.sentence);
          if (refused.length) tell(refused.join(" "), "error");
          else tell([words.sent, ...notes].join(" "), notes.length ? "warning" : "success");
        }
      } catch {
        tell(words.later, "warning");
      }
      await count();
    };
    return () => (sending = sending || deliver().finally(() => (sending = null)));
  };
})();
