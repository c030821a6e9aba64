// The search of the site: loaded when somebody asks for it. `open` gets the button that was used.
let dialog;

/** Letters without their marks, in lower case: "Łukasz" is found as "lukasz". */
const fold = (term) => term.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/[łøđıßæœ]/g, (letter) => ({ ł: "l", ø: "o", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe" })[letter]);

/** Words, also of languages that put no spaces between them. */
const words = (text) => {
  if (!Intl.Segmenter) return text.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);
  const segments = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }).segment(text);
  return [...segments].filter((segment) => segment.isWordLike).map((segment) => segment.segment);
};

const element = (name, properties = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
};

/** The part of a text around the first word that was found, that word marked. */
const snippet = (text, terms) => {
  const found = words(text).find((word) => terms.some((term) => fold(word).startsWith(term)));
  const at = found ? text.indexOf(found) : 0;
  const from = at < 60 ? 0 : text.lastIndexOf(" ", at - 40) + 1;
  const shown = element("p", { className: "search-text" });
  if (!text) return shown;
  const before = (from ? "… " : "") + text.slice(from, at);
  const rest = text.slice(at + (found ? found.length : 0), from + 160);
  shown.append(before, found ? element("mark", { textContent: found }) : "", rest, text.length > from + 160 ? "…" : "");
  return shown;
};

const load = async ({ index, library }) => {
  const [{ default: MiniSearch }, answer] = await Promise.all([import(library), fetch(index)]);
  if (!answer.ok) throw new Error(answer.statusText);
  const { words: said, kinds, entries } = await answer.json();
  const search = new MiniSearch({
    fields: ["title", "context", "text"],
    tokenize: words,
    processTerm: (term) => fold(term) || null,
    searchOptions: { prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : 0), boost: { title: 4, context: 2 }, combineWith: "AND" },
  });
  const documents = entries.map(([kind, url, title, context, text], id) => ({ id, kind, url, title, context, text }));
  await search.addAllAsync(documents, { chunkSize: 100 });
  return { said, kinds, documents, search };
};

const build = ({ said, kinds, documents, search }) => {
  const input = element("input", { type: "search", placeholder: said.placeholder, autocomplete: "off", spellcheck: false });
  input.setAttribute("aria-label", said.label);
  const status = element("p", { className: "search-status" });
  status.setAttribute("role", "status");
  const results = element("ol", { className: "search-results" });
  const close = element("button", { type: "button", textContent: said.close });
  const form = element("form", { className: "search-form", method: "dialog" }, input, close);
  const made = element("dialog", { className: "search-dialog" }, form, status, results);
  made.setAttribute("aria-label", said.label);
  close.addEventListener("click", () => made.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    results.querySelector("a")?.click();
  });
  made.addEventListener("click", (event) => {
    if (event.target === made || event.target.closest("a")) made.close();
  });
  made.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [input, ...results.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) { next.focus(); event.preventDefault(); }
  });
  input.addEventListener("input", () => {
    const query = input.value.trim();
    const found = query ? search.search(query) : [];
    const terms = words(query).map(fold);
    results.replaceChildren(...found.slice(0, 20).map(({ id }) => {
      const { kind, url, title, context, text } = documents[id];
      const name = kind === 1 ? element("q", { textContent: title }) : title;
      const about = element("p", { className: "search-about" }, kinds[kind], context ? element("span", { textContent: context }) : "");
      return element("li", {}, element("a", { href: url }, name), about, snippet(text, terms));
    }));
    status.textContent = !query ? "" : found.length ? said.found.replace("{count}", found.length) : said.none;
  });
  return made;
};

export const open = async (button) => {
  if (!dialog) {
    const style = element("link", { rel: "stylesheet", href: button.dataset.style });
    const styled = new Promise((done) => { style.onload = style.onerror = done; });
    document.head.append(style);
    dialog = build(await load(button.dataset));
    await styled;
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector("input");
  input.focus();
  input.select();
};
