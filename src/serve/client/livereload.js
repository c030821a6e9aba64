// Keeps a page of the development server up to date, and shows what is wrong with the site.
//
// The server puts this script at the end of every page that it sends; it is in no built file. It
// tells the server which page it shows and which version of it, and does what it is told:
//
//   reload    the page is another now
//   follow    the page has moved to another address
//   css       only stylesheets differ: they are swapped, and the page stays as it is
//   version   nothing to be seen differs; only what to say at the next connection
//   problems  what is wrong with the site, as the terminal has it; an empty list when mended
//
// The page's content security policy holds for all of this: no markup from text, no style
// attribute, no inline style, nothing from elsewhere.

(() => {
  "use strict";

  const STREAM = new URL("livereload", document.currentScript.src);
  const SCROLL = "vouchfolio-scroll";
  const RETRY = 1_000;
  // The version of the page that says so.
  const NO_BUILD = "no-build";

  const metas = document.querySelectorAll('meta[name="vouchfolio-page"]');
  let version = metas.length ? metas[metas.length - 1].content : "";

  // ------------------------------------------------------------------ the stream

  let source = null;
  let later = 0;
  let leaving = false;

  // A browser has only six connections for a server, and each page takes one. So a page that
  // nobody looks at lets go of its own as soon as another one wants one, and catches up when it
  // is looked at again.
  const others = new BroadcastChannel("vouchfolio-livereload");
  const isHidden = () => document.visibilityState === "hidden";
  others.addEventListener("message", () => {
    if (isHidden()) disconnect();
  });
  addEventListener("visibilitychange", connect);

  function connect() {
    clearTimeout(later);
    if (source || leaving || isHidden()) return;
    others.postMessage("connects");
    const url = new URL(STREAM);
    url.searchParams.set("page", location.pathname);
    url.searchParams.set("version", version);
    source = new EventSource(url);
    source.addEventListener("reload", () => reload());
    source.addEventListener("follow", (event) => follow(JSON.parse(event.data).url));
    source.addEventListener("css", (event) => {
      const message = JSON.parse(event.data);
      version = message.version;
      for (const stylesheet of message.stylesheets) swap(stylesheet);
    });
    source.addEventListener("version", (event) => {
      version = JSON.parse(event.data).version;
    });
    source.addEventListener("problems", (event) => problems.show(JSON.parse(event.data)));
    // The browser would come back by itself with the version that it began with; it has to be the
    // present one. Without a server this goes on quietly until there is one.
    source.addEventListener("error", () => {
      disconnect();
      later = setTimeout(connect, RETRY);
    });
  }

  function disconnect() {
    clearTimeout(later);
    source?.close();
    source = null;
  }

  addEventListener("pagehide", disconnect);
  // Back from the history, where it was kept as it was.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    connect();
  });

  // ------------------------------------------------------------------ pages

  function reload() {
    leave(location.pathname);
    location.reload();
  }

  function follow(path) {
    leave(path);
    location.replace(path + location.search + location.hash);
  }

  // Keeps the place for the page to come. Browsers keep it for a reload, though not all of them
  // for a page whose height changes late, and none for another address.
  function leave(path) {
    leaving = true;
    disconnect();
    try {
      sessionStorage.setItem(SCROLL, JSON.stringify({ path, x: scrollX, y: scrollY }));
    } catch {
      // No storage: the browser's own memory has to do.
    }
  }

  function restore() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(SCROLL));
      sessionStorage.removeItem(SCROLL);
    } catch {
      return;
    }
    if (kept?.path !== location.pathname) return;
    const usual = history.scrollRestoration;
    history.scrollRestoration = "manual";
    const scroll = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    // Whoever scrolls in the meantime knows better.
    const ended = new AbortController();
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(kind, () => ended.abort(), { passive: true, signal: ended.signal });
    }
    const settle = () => {
      if (!ended.signal.aborted) scroll();
      ended.abort();
      history.scrollRestoration = usual;
    };
    scroll();
    if (document.readyState === "complete") settle();
    else addEventListener("load", settle, { once: true });
  }

  // ------------------------------------------------------------------ stylesheets

  // The address that a stylesheet has by now, whether or not it is loaded from there yet.
  const addresses = new WeakMap();

  // Loads the new stylesheet beside the old one, which goes when the new one is there, so that
  // the page is never without.
  function swap({ from, to, digest }) {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const url = new URL(link.href);
      if (url.origin !== location.origin || (addresses.get(link) ?? url.pathname) !== from) continue;
      // One that is still loading is old already.
      if (link.dataset.vouchfolio === "loading") {
        link.remove();
        continue;
      }
      addresses.set(link, to);
      const next = link.cloneNode();
      url.pathname = to;
      // Where the address is the same, another one, so that no cache answers.
      url.search = from === to ? new URLSearchParams({ vouchfolio: digest }) : "";
      next.href = url;
      next.dataset.vouchfolio = "loading";
      next.addEventListener("load", () => {
        next.dataset.vouchfolio = "loaded";
        link.remove();
      });
      next.addEventListener("error", () => next.remove());
      link.after(next);
    }
  }

  // ------------------------------------------------------------------ problems

  const STYLE = `
    :host {
      all: initial; direction: ltr; color-scheme: inherit;
      --paper: #fcfaf5; --surface: #f3eee3; --ink: #211b15; --muted: #5d5546; --line: #d8d0c0;
      --error: #9b1c1c; --warning: #7a4d00; --shade: rgb(33 27 21 / .45);
    }
    @supports (color: light-dark(#000, #fff)) {
      :host {
        --paper: light-dark(#fcfaf5, #1b1714); --surface: light-dark(#f3eee3, #26211d);
        --ink: light-dark(#211b15, #efe9df); --muted: light-dark(#5d5546, #b9b0a1);
        --line: light-dark(#d8d0c0, #40382f); --error: light-dark(#9b1c1c, #ff9d8f);
        --warning: light-dark(#7a4d00, #f0bf6c); --shade: light-dark(rgb(33 27 21 / .45), rgb(0 0 0 / .6));
      }
    }
    * { box-sizing: border-box; margin: 0; padding: 0; }
    dialog, .badge { font: 400 1rem/1.5 system-ui, sans-serif; color: var(--ink); }
    dialog {
      inline-size: min(60rem, 100vw - 2rem); max-inline-size: none;
      max-block-size: calc(100dvh - 2rem); margin: auto; overflow: hidden;
      background: var(--paper); border: 1px solid var(--line); border-block-start: 4px solid var(--tone);
      box-shadow: 0 1rem 3rem rgb(0 0 0 / .25);
    }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: var(--shade, rgb(33 27 21 / .45)); }
    .errors { --tone: var(--error); }
    .warnings { --tone: var(--warning); }
    .head {
      display: flex; gap: 1rem; align-items: start; justify-content: space-between;
      padding: 1.25rem 1.5rem 1rem; border-block-end: 1px solid var(--line);
    }
    h1 { font-size: 1.25rem; line-height: 1.25; font-weight: 650; text-wrap: balance; }
    .head p { color: var(--muted); font-size: .9375rem; margin-block-start: .25rem; }
    button {
      font: inherit; font-size: .9375rem; color: var(--ink); cursor: pointer; flex: none;
      background: var(--paper); border: 1px solid var(--muted); padding: .25rem .75rem;
    }
    button:hover { background: var(--surface); }
    :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
    ol { list-style: none; overflow-y: auto; overscroll-behavior: contain; padding: 0 1.5rem; flex: 1 1 auto; }
    li { padding-block: 1.25rem; }
    li + li { border-block-start: 1px solid var(--line); }
    li[data-severity="error"] { --tone: var(--error); }
    li[data-severity="warning"] { --tone: var(--warning); }
    li[data-severity="advice"], li[data-severity="note"] { --tone: var(--muted); }
    .title { font-weight: 600; overflow-wrap: anywhere; }
    .level { color: var(--tone); }
    .place { display: flex; gap: 1ch; font: .875rem/1.6 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--muted); }
    .arrow { flex: none; }
    .where { min-inline-size: 0; overflow-wrap: anywhere; }
    a { color: var(--ink); text-underline-offset: .2em; }
    a:hover { color: var(--tone); }
    pre {
      font: .875rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; tab-size: 4;
      background: var(--surface); padding: .5rem .75rem; margin-block: .5rem; overflow-x: auto;
    }
    .gutter { color: var(--muted); user-select: none; }
    .mark { color: var(--tone); font-weight: 700; }
    /* The terminal's air above and below: here the padding is that. */
    .blank { display: none; }
    .help { overflow-wrap: anywhere; }
    .help b { font-weight: 600; }
    .foot { padding: .75rem 1.5rem; border-block-start: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
    .badge {
      position: fixed; inset-block-end: .75rem; inset-inline-end: .75rem; z-index: 2147483647;
      font-size: .875rem; padding: .25rem .75rem; border-inline-start: 4px solid var(--tone);
      box-shadow: 0 .125rem .5rem rgb(0 0 0 / .2);
    }
    .badge:hover { border-color: var(--tone); }
    [hidden] { display: none !important; }
    @media (max-width: 30rem) {
      dialog { inline-size: 100vw; max-block-size: 100dvh; block-size: 100dvh; border-inline: 0; border-block-end: 0; }
      .head, .foot { padding-inline: 1rem; }
      ol { padding-inline: 1rem; }
    }
    @media print { :host { display: none; } }
  `;

  const problems = (() => {
    let host, dialog, heading, explanation, list, more, badge;
    // The build whose problems were closed: they stay closed until the next one.
    let closed = null;
    let shown = null;
    let wasFailed = false;

    // An element with a class and children, which are elements or text.
    function make(name, className, ...children) {
      const element = document.createElement(name);
      if (className) element.className = className;
      element.append(...children);
      return element;
    }

    function build() {
      host = make("vouchfolio-overlay");
      host.lang = "en";
      const root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      heading = make("h1");
      heading.id = "heading";
      explanation = make("p");
      explanation.id = "explanation";
      const close = make("button", "close", "Close");
      close.type = "button";
      list = make("ol");
      // It scrolls: who has no pointer needs to get there.
      list.tabIndex = 0;
      list.setAttribute("aria-label", "Problems");
      more = make("p", "foot");
      dialog = make("dialog", "", make("div", "head", make("div", "", heading, explanation), close), list, more);
      dialog.setAttribute("aria-labelledby", "heading");
      dialog.setAttribute("aria-describedby", "explanation");
      badge = make("button", "badge");
      badge.type = "button";
      badge.setAttribute("aria-haspopup", "dialog");
      badge.hidden = true;
      root.append(badge, dialog);
      close.addEventListener("click", () => dialog.close());
      badge.addEventListener("click", () => open());
      // By Escape, the button, or because all is mended.
      dialog.addEventListener("close", () => {
        closed = shown?.build ?? null;
        note();
      });
      // A click beside the dialog is one on the dialog itself.
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog) dialog.close();
      });
      document.documentElement.append(host);
    }

    function open() {
      if (!dialog.open) dialog.showModal();
      reach();
      note();
    }

    // The button in the corner is there while there are problems and no list of them.
    function note() {
      badge.hidden = !shown || shown.problems.length === 0 || dialog.open;
      if (!badge.hidden) badge.textContent = summary(shown);
    }

    function show(message) {
      if (!host && message.problems.length === 0) return;
      if (!host) build();
      // A page may have replaced its whole content.
      if (!host.isConnected) document.documentElement.append(host);
      shown = message;
      if (message.problems.length === 0) {
        if (dialog.open) dialog.close();
        note();
        list.replaceChildren();
        return;
      }
      const { failed } = message;
      dialog.className = failed ? "errors" : "warnings";
      badge.className = `badge ${dialog.className}`;
      dialog.setAttribute("role", failed ? "alertdialog" : "dialog");
      const before = version === NO_BUILD ? "There is no good build yet." : "You see the last good build.";
      heading.textContent = failed
        ? `${summary(message)}: the site is not built`
        : summary(message);
      explanation.textContent = failed
        ? `${before} This closes by itself when all is mended.`
        : "The site is built all the same.";
      const at = list.scrollTop;
      list.replaceChildren(...message.problems.map(problem));
      list.scrollTop = at;
      more.hidden = !message.more;
      more.textContent = `and ${message.more} more, which the terminal has`;
      if (failed && closed !== message.build) open();
      else if (!failed && dialog.open && wasFailed) dialog.close();
      if (dialog.open) reach();
      wasFailed = failed;
      note();
    }

    function summary({ errors, warnings, problems }) {
      const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
      const parts = [];
      if (errors) parts.push(count(errors, "error"));
      if (warnings) parts.push(count(warnings, "warning"));
      return parts.join(", ") || count(problems.length, "note");
    }

    // The text of the terminal, line by line: the message, the place, the source, the help.
    function problem({ severity, code, text, link }) {
      const item = make("li");
      item.dataset.severity = severity;
      item.dataset.code = code;
      const lines = text.replace(/\n+$/, "").split("\n");
      let source = null;
      lines.forEach((line, index) => {
        const [, label, rest] = /^(\w+\[[\w-]+\])(.*)$/.exec(line) ?? [];
        const [, arrow, where] = /^\s*(-->) (.*)$/.exec(line) ?? [];
        const [, help] = /^\s*= help: (.*)$/.exec(line) ?? [];
        if (index === 0 && label) {
          item.append(make("p", "title", make("span", "level", label), rest));
        } else if (where && !source) {
          const target = make(link ? "a" : "span", "where", where);
          if (link) {
            target.href = link;
            target.title = "Open in the editor";
          }
          item.append(make("p", "place", make("span", "arrow", arrow), target));
        } else if (help) {
          item.append(make("p", "help", make("b", "", "help: "), help));
        } else {
          if (!source) item.append((source = make("pre")));
          source.append(sourceLine(line));
        }
      });
      return item;
    }

    // Line number and rule apart from the text; what marks the place stands out.
    function sourceLine(line) {
      const [, gutter, text] = /^(\s*\d*\s*\|)(.*)$/.exec(line) ?? [null, "", line];
      const isMark = /^\s*\^[\^ ]*/.test(text) && !/\d/.test(gutter);
      const isBlank = text.trim() === "" && !/\d/.test(gutter);
      return make("span", isBlank ? "blank" : "",
        make("span", "gutter", gutter), make("span", isMark ? "mark" : "", text), "\n");
    }

    // Source lines that are too long scroll: who has no pointer needs to get there.
    function reach() {
      for (const source of list.querySelectorAll("pre")) {
        if (source.scrollWidth <= source.clientWidth) continue;
        source.tabIndex = 0;
        source.setAttribute("role", "group");
        source.setAttribute("aria-label", "Source");
      }
    }

    return { show };
  })();

  restore();
  connect();
})();
