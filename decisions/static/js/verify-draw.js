// Recomputes a draw in the reader's own browser (WebCrypto), from the published files alone.
//
// On a page: <div data-verify-draw="/attendance/2026-03-a/draw/"></div> gets a button and, when pressed, one
// line for each check. Without JavaScript, or without WebCrypto, verify_draw.py does the same.
// The first thing that is wrong is named: root, seed, composition, selected or replacement.

const FROZEN = ["pool.csv", "rule.json", "lottery.json"];
const DRAWN = ["seed.json", "result.json"];
const TICKETS = 1000000n;
const FAIR_LIMIT = ((1n << 64n) / TICKETS) * TICKETS;
const KINDS = ["declined", "not_reached", "not_eligible"];
const CHUNK = 2000;
const encoder = new TextEncoder();

class CheckFailed extends Error {
  constructor(check) {
    super(check);
    this.check = check;
  }
}

function need(kept, check) {
  if (!kept) throw new CheckFailed(check);
}

function hex(bytes) {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(text) {
  return crypto.subtle.digest("SHA-256", typeof text === "string" ? encoder.encode(text) : text);
}

function readJson(files, name) {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(files[name]));
}

function readPool(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  need(text.endsWith("\n") && !/[\r"\ufeff]/.test(text), "root");
  const [header, ...lines] = text.slice(0, -1).split("\n");
  const [first, ...attributes] = header.split(",");
  need(first === "id", "root");
  const people = new Map();
  let before = "";
  for (const line of lines) {
    const [id, ...values] = line.split(",");
    need(id > before && values.length === attributes.length, "root");
    people.set(id, values);
    before = id;
  }
  return { attributes, people };
}

async function checkRoot(draw) {
  let digests = "";
  for (const name of FROZEN) {
    need(draw.files[name], "root");
    digests += hex(await sha256(draw.files[name])) + "\n";
  }
  draw.root = hex(await sha256(digests));
  need(DRAWN.every((name) => draw.files[name]), "seed");
  draw.stated = readJson(draw.files, "seed.json");
  need(draw.stated.root === draw.root, "root");
  draw.rule = readJson(draw.files, "rule.json");
  draw.lottery = readJson(draw.files, "lottery.json");
  draw.result = readJson(draw.files, "result.json");
  draw.quotas = draw.rule.quotas ?? {};
  Object.assign(draw, readPool(draw.files["pool.csv"]));
  need([...draw.attributes].sort().join() === Object.keys(draw.quotas).sort().join(), "root");
}

// A type as a text: the values in the order of the pool's columns. No value holds a line feed.
const typeOfSeat = (draw, seat) => draw.attributes.map((name) => seat.type[name]).join("\n");
const typeOfPerson = (draw, id) => draw.people.get(id).join("\n");

function bounds(draw, attribute, value) {
  const { min = 0, max = draw.rule.seats } = draw.quotas[attribute][value];
  return { min, max };
}

function checkComposition(draw, composition, sizes) {
  need(Number.isInteger(composition.tickets) && composition.tickets > 0, "composition");
  const seen = new Set();
  let seats = 0;
  for (const seat of composition.seats) {
    const type = typeOfSeat(draw, seat);
    need(!seen.has(type) && seat.count > 0 && seat.count <= (sizes.get(type) ?? 0), "composition");
    seen.add(type);
    seats += seat.count;
  }
  need(seats === draw.rule.seats, "composition");
  for (const attribute of draw.attributes) {
    for (const value of Object.keys(draw.quotas[attribute])) {
      const held = composition.seats.filter((seat) => seat.type[attribute] === value);
      const count = held.reduce((sum, seat) => sum + seat.count, 0);
      const { min, max } = bounds(draw, attribute, value);
      need(min <= count && count <= max, "composition");
    }
  }
}

function checkLottery(draw) {
  if (draw.lottery.kind === "plain") {
    need(draw.attributes.length === 0 && draw.rule.seats <= draw.people.size, "composition");
    return;
  }
  const sizes = new Map();
  for (const id of draw.people.keys()) {
    const type = typeOfPerson(draw, id);
    sizes.set(type, (sizes.get(type) ?? 0) + 1);
  }
  for (const composition of draw.lottery.compositions) checkComposition(draw, composition, sizes);
  const tickets = draw.lottery.compositions.reduce((sum, composition) => sum + composition.tickets, 0);
  need(BigInt(tickets) === TICKETS, "composition");
}

function keyPart(draw, announced, given) {
  const source = given.replaces ? draw.rule.fallback : announced;
  if (given.replaces) {
    const { name, issue, notice } = given.replaces;
    need(source && name === announced.name && issue === announced.issue && notice, "seed");
  }
  for (const field of ["name", "issue", "drawn_on"]) need(given[field] === source[field], "seed");
  const [low, high] = source.range ?? [0, Infinity];
  const { numbers } = given;
  need(numbers.length > 0 && numbers.every((n) => Number.isInteger(n) && n >= low && n <= high), "seed");
  need(source.repeats || new Set(numbers).size === numbers.length, "seed");
  need((source.count ?? numbers.length) === numbers.length, "seed");
  const read = source.order === "ordered" ? numbers : [...numbers].sort((a, b) => a - b);
  return read.map((number) => `${number}.`).join("") + "/";
}

async function checkSeed(draw) {
  const { sources } = draw.rule;
  const given = draw.stated.sources;
  need(given.length === sources.length, "seed");
  const key = sources.map((source, place) => keyPart(draw, source, given[place])).join("");
  const seed = await sha256(`lottery-v1\n${draw.root}\n${key}`);
  need(draw.stated.key === key && draw.stated.seed === hex(seed), "seed");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", seed, algorithm, false, ["sign"]);
  draw.sign = async (text) => new Uint8Array(await crypto.subtle.sign("HMAC", hmac, encoder.encode(text)));
}

async function compositionNumber(draw) {
  for (let counter = 0; ; counter += 1) {
    const block = await draw.sign(`composition\0${counter}`);
    const value = new DataView(block.buffer).getBigUint64(0);
    if (value < FAIR_LIMIT) return Number(value % TICKETS);
  }
}

async function checkNumber(draw) {
  let r = null;
  let index = null;
  if (draw.lottery.kind !== "plain") {
    r = await compositionNumber(draw);
    let end = 0;
    index = draw.lottery.compositions.findIndex((composition) => (end += composition.tickets) > r);
  }
  need(draw.result.r === r && draw.result.composition === index, "composition");
}

async function ticketOrder(draw) {
  const ids = [...draw.people.keys()];
  const tickets = [];
  for (let start = 0; start < ids.length; start += CHUNK) {
    const some = ids.slice(start, start + CHUNK);
    tickets.push(...(await Promise.all(some.map(async (id) => [hex(await draw.sign(`ticket\0${id}`)), id]))));
  }
  tickets.sort(([one], [other]) => (one < other ? -1 : 1));
  return tickets.map(([, id]) => id);
}

function lowestTickets(draw, order) {
  if (draw.lottery.kind === "plain") return order.slice(0, draw.rule.seats);
  const { seats } = draw.lottery.compositions[draw.result.composition];
  const left = new Map(seats.map((seat) => [typeOfSeat(draw, seat), seat.count]));
  return order.filter((id) => {
    const type = typeOfPerson(draw, id);
    const count = left.get(type) ?? 0;
    if (count > 0) left.set(type, count - 1);
    return count > 0;
  });
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

async function checkSelected(draw) {
  const order = await ticketOrder(draw);
  const selected = lowestTickets(draw, order);
  const chosen = new Set(selected);
  draw.waiting = order.filter((id) => !chosen.has(id));
  const listed = draw.rule.alternates ?? 0;
  const rest = draw.waiting.slice(listed).map((id) => `${id}\n`).join("");
  need(same(draw.result.selected, selected), "selected");
  need(same(draw.result.alternates, draw.waiting.slice(0, listed)), "selected");
  need(draw.result.waiting_sha256 === hex(await sha256(rest)), "selected");
}

function swapKeepsQuotas(draw, holders, leaver, newcomer) {
  return draw.attributes.every((attribute, column) => {
    const value = (id) => draw.people.get(id)[column];
    const held = (wanted) => holders.filter((id) => value(id) === wanted).length;
    const gone = value(leaver);
    const come = value(newcomer);
    if (gone === come) return true;
    const keepsGone = held(gone) - 1 >= bounds(draw, attribute, gone).min;
    return keepsGone && held(come) + 1 <= bounds(draw, attribute, come).max;
  });
}

function successor(draw, holders, waiting, leaver) {
  const type = typeOfPerson(draw, leaver);
  const next = waiting.find((id) => typeOfPerson(draw, id) === type);
  return next ?? waiting.find((id) => swapKeepsQuotas(draw, holders, leaver, id)) ?? null;
}

function checkReplacements(draw) {
  const holders = [...draw.result.selected];
  const waiting = [...draw.waiting];
  const remove = (list, id) => list.splice(list.indexOf(id), 1);
  let latest = -Infinity;
  for (const event of draw.result.events) {
    const at = Date.parse(event.at);
    need(at >= latest && KINDS.includes(event.kind) && event.reason.trim(), "replacement");
    latest = at;
    let next = null;
    if (waiting.includes(event.id)) {
      remove(waiting, event.id);
    } else {
      need(holders.includes(event.id), "replacement");
      next = successor(draw, holders, waiting, event.id);
      remove(holders, event.id);
    }
    if (next !== null) {
      holders.push(next);
      remove(waiting, next);
    }
    need(event.replaced_by === next, "replacement");
  }
}

const STEPS = [
  ["root", checkRoot],
  ["composition", checkLottery],
  ["seed", checkSeed],
  ["composition", checkNumber],
  ["selected", checkSelected],
  ["replacement", checkReplacements],
];

/**
 * Check the files of a draw, {name: Uint8Array}.
 * Gives {root, passed: [check], failed: check or null}; stops at the first thing that is wrong.
 */
export async function verifyDraw(files) {
  const draw = { files };
  const passed = [];
  for (const [name, step] of STEPS) {
    try {
      await step(draw);
    } catch (error) {
      return { root: draw.root, passed, failed: error instanceof CheckFailed ? error.check : name };
    }
    if (!passed.includes(name)) passed.push(name);
  }
  return { root: draw.root, passed, failed: null };
}

const WORDS = {
  zh: {
    button: "在本浏览器中核验",
    busy: "正在核验…",
    root: "封存文件与根哈希一致",
    seed: "种子由根哈希和开奖号码算出",
    composition: "组合符合名额要求，抽中的组合无误",
    selected: "入选名单和候补顺序无误",
    replacement: "递补依规则进行",
    fine: "核验通过。根哈希（请与事先公布的核对）：",
    wrong: "核验未通过，第一处不符：",
    unread: "文件没有取到，请检查网络后重试，或下载文件后用 verify_draw.py 核验。",
  },
  en: {
    button: "Verify in this browser",
    busy: "Verifying…",
    root: "The frozen files match the root",
    seed: "The seed follows from root and lottery numbers",
    composition: "The compositions keep the quotas, the right one was picked",
    selected: "Those selected and the waiting list are right",
    replacement: "Replacements follow the rule",
    fine: "Verified. Root (compare it with the one announced): ",
    wrong: "Not verified. The first thing that is wrong: ",
    unread: "The files could not be fetched. Try again, or download them and use verify_draw.py.",
  },
};

async function fetchFiles(base) {
  const files = {};
  for (const name of [...FROZEN, ...DRAWN]) {
    const response = await fetch(base + name);
    if (!response.ok) throw new Error(name);
    files[name] = new Uint8Array(await response.arrayBuffer());
  }
  return files;
}

function offerVerification(place) {
  const words = document.documentElement.lang.startsWith("en") ? WORDS.en : WORDS.zh;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = words.button;
  const answer = document.createElement("div");
  answer.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    button.disabled = true;
    answer.textContent = words.busy;
    try {
      show(answer, words, await verifyDraw(await fetchFiles(place.dataset.verifyDraw)));
    } catch {
      answer.textContent = words.unread;
    }
    button.disabled = false;
  });
  place.append(button, answer);
}

function show(answer, words, { root, passed, failed }) {
  const verdict = document.createElement("p");
  verdict.textContent = failed === null ? words.fine + root : `${words.wrong}${failed}`;
  const list = document.createElement("ul");
  for (const name of passed.filter((check) => check !== failed)) {
    const item = document.createElement("li");
    item.textContent = words[name];
    list.append(item);
  }
  answer.replaceChildren(verdict, list);
}

if (typeof document !== "undefined" && globalThis.crypto?.subtle) {
  document.querySelectorAll("[data-verify-draw]").forEach(offerVerification);
}
