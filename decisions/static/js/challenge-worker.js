// Looks for a number with which SHA-256("challenge:number") begins with so many zero bits.
// Written out, because the browser's own SHA-256 answers each hash asynchronously, which is slower by far.
"use strict";

const ROUND = new Int32Array(64);
const START = new Int32Array(8);
for (let found = 0, candidate = 2; found < 64; candidate++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false;
  if (!isPrime) continue;
  const fraction = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
  if (found < 8) START[found] = fraction(Math.sqrt(candidate));
  ROUND[found++] = fraction(Math.cbrt(candidate));
}

const words = new Int32Array(64);
const rotate = (word, by) => (word >>> by) | (word << (32 - by));

function compress(state, block, at) {
  for (let i = 0; i < 16; i++, at += 4)
    words[i] = (block[at] << 24) | (block[at + 1] << 16) | (block[at + 2] << 8) | block[at + 3];
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15], b = words[i - 2];
    const low = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const high = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function firstWord(text) {
  const length = text.length;
  const block = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  for (let i = 0; i < length; i++) block[i] = text.charCodeAt(i);
  block[length] = 128;
  new DataView(block.buffer).setUint32(block.length - 4, length * 8);
  const state = START.slice();
  for (let at = 0; at < block.length; at += 64) compress(state, block, at);
  return state[0] >>> 0;
}

self.addEventListener("message", (event) => {
  const [challenge, difficulty] = event.data;
  let number = 0;
  while (firstWord(`${challenge}:${number}`) >>> (32 - difficulty) !== 0) number++;
  self.postMessage(String(number));
});
