// Enhancements only: every page reads and filters without this script.
const root = document.documentElement;

const toggle = document.querySelector("[data-scheme-toggle]");
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.scheme = dark ? "light" : "dark";
    try { localStorage.setItem("scheme", root.dataset.scheme); } catch {}
  });
}

const search = document.querySelector("[data-search]");
if (search) {
  search.hidden = false;
  const open = async () => {
    try {
      await (await import(search.dataset.script)).open(search);
    } catch {
      search.setAttribute("aria-label", search.title = search.dataset.failed);
    }
  };
  search.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); open(); }
  });
}

const output = document.querySelector("[data-filter-count]");
if (output) {
  const vouchers = [...document.querySelectorAll(".voucher")];
  const count = () => {
    const shown = vouchers.filter((voucher) => getComputedStyle(voucher).display !== "none").length;
    output.textContent = shown === vouchers.length ? output.dataset.all : output.dataset.template.replace("%s", shown);
  };
  output.form.addEventListener("change", count);
  output.form.addEventListener("reset", () => setTimeout(count));
  count();
}

const { copy, copied } = document.body.dataset;
for (const block of document.querySelectorAll("pre")) {
  const text = block.textContent;
  if (navigator.clipboard) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    });
    block.prepend(button);
  }
}
