// Checks in the browser what verify_opinion.py checks: words, receipt, path, and the root on the record.
"use strict";

const bytes = (text) => new TextEncoder().encode(text);
const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

async function sha256(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function wrongWith(proof, page) {
  if ((await sha256(bytes(proof.content))) !== proof.content_sha256) return "content";
  const said = JSON.stringify({ content_sha256: proof.content_sha256, receipt: proof.receipt });
  let found = await sha256(Uint8Array.of(0), bytes(said));
  if (found !== proof.leaf) return "leaf";
  for (const step of proof.path) {
    const pair = step.side === "left" ? [step.hash, found] : [found, step.hash];
    found = await sha256(Uint8Array.of(1), ...pair.map(fromHex));
  }
  if (found !== proof.merkle_root) return "path";
  const entry = page.entries.find((each) => each.seq === proof.record_entry);
  const payload = typeof entry?.payload === "string" ? JSON.parse(entry.payload) : entry?.payload;
  return payload?.code === proof.consultation && payload?.merkle_root === found ? "" : "root";
}

async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function offer(place) {
  const words = place.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary no-print";
  button.textContent = words.check;
  const result = document.createElement("p");
  result.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      const [proof, page] = await Promise.all([fetchJson(words.verifyOpinion), fetchJson(words.record)]);
      const wrong = await wrongWith(proof, page);
      result.textContent = wrong ? words.failed.replace("{n}", words[wrong]) : words.passed;
    } catch {
      result.textContent = words.unread;
    }
  });
  place.append(button, result);
}

if (globalThis.crypto?.subtle) document.querySelectorAll("[data-verify-opinion]").forEach(offer);
