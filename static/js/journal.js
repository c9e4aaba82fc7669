// What htmx and HTML cannot do alone: keys, the year ruler's ranges, and saves that fail.
// Everything works without this file; it only makes it quicker and safer.

const notice = () => document.getElementById("notice");
const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

/** Say something in the live region, with a button where there is something to do. */
function say(text, action) {
  const line = document.createElement("div");
  line.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action.label });
    button.className = "small";
    button.addEventListener("click", action.run);
    line.append(button);
  }
  notice()?.replaceChildren(line);
}

// The fields of a form whose words are not kept yet: those that were changed, and all of them in a form that
// came back with a mistake.
const texts = (form) => [...form.querySelectorAll("textarea, input[type=text]")];
const unsaved = (form) =>
  texts(form).filter((field) => (form.querySelector("[role=alert]") ? field.value : field.value !== field.defaultValue));

// Keys: Escape cancels an open form, Ctrl+Enter (Cmd+Enter on a Mac) saves it.
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      return;
    }
    cancel(closest(event.target, "form[data-save]"));
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = closest(event.target, "form[data-save]");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    // In the year ruler the arrows go along the years: with Tab alone Year 13 is fifteen steps away.
    const cells = [...(closest(event.target, "[data-ruler]")?.querySelectorAll("input[type=checkbox]") ?? [])];
    const at = cells.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    cells[at + (event.key === "ArrowLeft" ? -1 : 1)]?.focus();
  }
});

// Escape is easily hit by accident: words that were typed can be brought back. A form that is a page of its
// own is left only when nothing was typed.
function cancel(form) {
  const link = form?.querySelector("[data-cancel]");
  if (!link) return;
  const typed = unsaved(form);
  const swaps = link.hasAttribute("data-hx-get");
  if (typed.length && !swaps) return;
  const card = form.closest("article")?.id;
  link.click();
  if (typed.length) swept = { card, words: typed.map((field) => [field.name, field.value]), why: "Cancelled." };
}

let swept = null;
function offerBack() {
  const { card, words, why } = swept;
  swept = null;
  say(why, { label: "Bring my words back", run: () => {
    notice().replaceChildren();
    document.addEventListener("htmx:after:swap", () => {
      for (const [name, value] of words) {
        const field = document.querySelector(`#${card} [name="${name}"]`);
        if (field) field.value = value;
      }
    }, { once: true });
    document.querySelector(`#${card} .edit`)?.click();
  } });
}

// A tap beside the menu closes it.
document.addEventListener("click", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// The year ruler. A tap beside what is chosen makes a range. Further away it chooses anew for a class
// (data-ruler="class"), and stretches the range that far for a question or finding ("range").
function ruled(fieldset, tapped) {
  const cells = [...fieldset.querySelectorAll(".ruler-cells input")];
  if (tapped && tapped.type === "checkbox") {
    const at = cells.indexOf(tapped);
    const others = cells.map((cell, i) => (cell.checked && i !== at ? i : -1)).filter((i) => i >= 0);
    let [from, to] = [Math.min(at, ...others), Math.max(at, ...others)];
    if (others.length && !tapped.checked) {
      // A tap on a chosen cell: an end is taken off, one in the middle stands alone.
      const inside = others.some((i) => i < at) && others.some((i) => i > at);
      [from, to] = inside ? [at, at] : [Math.min(...others), Math.max(...others)];
    } else if (others.length && fieldset.dataset.ruler === "class" && !others.some((i) => Math.abs(i - at) === 1)) {
      [from, to] = [at, at];
    }
    if (tapped.checked || others.length) cells.forEach((cell, i) => (cell.checked = i >= from && i <= to));
  }
  const names = cells.filter((cell) => cell.checked).map((cell) => cell.getAttribute("aria-label"));
  const [first, last] = [names[0], names.at(-1)];
  fieldset.querySelector("output").textContent =
    !first ? "" : first === last ? first : `${first} to ${last}`.replace(/^Year (\d+) to Year/, "Years $1 to");
}

// The line of context above the words follows the fields behind it.
function context(details) {
  const words = (name) => {
    const field = details.querySelector(`[name=${name}]`);
    return field?.value ? field.selectedOptions[0].textContent.trim() : "";
  };
  const when = details.querySelector("[name=observed_at]")?.value;
  const day = when && new Date(when).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  const asked = [...details.querySelectorAll("[name=question_ids]:checked")].map((box) => box.parentNode.textContent.trim());
  const line = details.querySelector("[data-context]");
  line.textContent = [[day, words("school_id"), ...asked].filter(Boolean).join(", "), !asked.length && line.dataset.unasked]
    .filter(Boolean).join(". ") || "Where? (optional)";
}

document.addEventListener("change", (event) => {
  const fieldset = closest(event.target, "[data-ruler]");
  if (fieldset) ruled(fieldset, event.target);
  const details = closest(event.target, "details.context");
  if (details) context(details);
});

function arrive(root) {
  for (const fieldset of root.querySelectorAll("[data-ruler]")) ruled(fieldset);
}
arrive(document);
document.addEventListener("htmx:after:swap", (event) => {
  arrive(document);
  if (swept) offerBack();
  const at = document.activeElement;
  // Where a whole page was shown anew, the focus goes to its entry. A button that moved its entry went with it,
  // maybe out of sight.
  if (at === document.body) (document.querySelector("#main article .edit") ?? document.querySelector("#main"))?.focus();
  else if (event.detail.ctx.target?.contains?.(at)) at.scrollIntoView({ block: "nearest" });
});

// Nothing that is loaded sweeps away words that somebody has typed.
const sent = new WeakMap();
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  const own = closest(ctx.sourceElement, "form[data-save]");
  // Filters replace all entries, also one that is open: not before it is saved or cancelled. (A morph keeps
  // what is typed.)
  const forms = ctx.target instanceof Element ? [...ctx.target.querySelectorAll("form[data-save]")] : [];
  const open = ctx.swap?.includes("Morph") ? null : forms.find((form) => form !== own && unsaved(form).length);
  if (open) {
    event.preventDefault();
    say("Not yet: something you wrote here is not saved.", { label: "Show it", run: () => unsaved(open)[0]?.focus() });
  } else if (own) {
    sent.set(own, new Map(texts(own).map((field) => [field.id, field.value])));
  }
});

document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  if (!(ctx.response?.status < 400)) sent.delete(closest(ctx.sourceElement, "form[data-save]"));
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const at = document.activeElement;
  const replaced = tasks.map(({ target }) => (typeof target === "string" ? document.querySelector(target) : target));
  // What arrives takes the focus, but not from somebody who is writing elsewhere by now.
  if (at?.matches("textarea, input[type=text]") && !replaced.some((target) => target?.contains(at))) {
    for (const { fragment } of tasks) {
      for (const element of fragment.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
    }
  }
  // Words typed on while a save was on its way were not in it: they go into the form that comes, if one does.
  const form = [...document.querySelectorAll("form[data-save]")]
    .find((one) => sent.has(one) && replaced.some((target) => target?.contains(one)));
  const before = sent.get(form);
  const since = before ? texts(form).filter((field) => before.has(field.id) && field.value !== before.get(field.id)) : [];
  sent.delete(form);
  if (!since.length) return;
  const saved = ctx.response.status < 400;
  const card = form.closest("article")?.id ?? `observation-${form.elements.id?.value}`;
  document.addEventListener("htmx:after:swap", () => {
    for (const { id, value } of since) {
      const field = document.getElementById(id);
      const old = before.get(id);
      // A form that comes back empty has kept what was sent; one that has it in it goes on from there.
      const kept = saved && !field?.defaultValue && value.startsWith(old);
      if (field) field.value = kept ? value.slice(old.length).trimStart() : value;
    }
  }, { once: true });
  if (saved && !form.matches(".box, #replies *")) {
    swept = { card, words: since.map((field) => [field.name, field.value]), why: "Saved, but for what you typed meanwhile." };
  }
});

// "Copy a reminder": it opens as well, so that one sees what was copied, and can select it without script.
document.addEventListener("click", async (event) => {
  const button = closest(event.target, "[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.copied || "Copied.");
  } catch {
    say("This browser did not let the page copy. Select the text below instead.");
  }
});

// A list completes a field as a whole: where several words fit, each choice has those before it in front.
// What parts them is what services/themes.py takes for a comma.
const COMMA = /[,;\u061b\u060c\u3001\uff0c\uff1b]/;
document.addEventListener("input", (event) => {
  const field = closest(event.target, "input[data-several]");
  if (!field) return;
  const words = field.value.split(COMMA);
  const before = field.value.slice(0, field.value.length - words.pop().length);
  for (const option of field.list.options) {
    option.dataset.word ??= option.value;
    option.value = before ? `${before} ${option.dataset.word}` : option.dataset.word;
    option.disabled = words.some((word) => word.trim() === option.dataset.word);
  }
});

// Print buttons; the browser's own menu does the same.
document.addEventListener("click", (event) => {
  if (closest(event.target, "[data-print]")) window.print();
});

// Leaving a page with words that were not saved asks first; what a save has answered is safe.
const touched = new Set();
document.addEventListener("input", (event) => {
  const form = closest(event.target, "form[data-save]");
  if (form) touched.add(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-hx-post")) touched.delete(event.target);
});
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (ctx.response?.status < 400) touched.delete(closest(ctx.sourceElement, "form"));
});
addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected && unsaved(form).length)) event.preventDefault();
});

// Saves that fail. The text never leaves its form; the message says so and offers to try again.
let failed = null;
const again = () => failed?.isConnected && failed.requestSubmit();

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (!ctx?.request || ctx.response) return;
  failed = closest(ctx.sourceElement, "form");
  say(failed ? "Not saved: this device seems to be offline. Your text is still here." : "This device seems to be offline.",
    failed && { label: "Try again", run: again });
});

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  failed = closest(ctx.sourceElement, "form");
  if (ctx.response.status >= 500) {
    say(failed ? "Not saved: something went wrong on our side. Your text is still here."
      : "That did not work: something went wrong on our side. Try it again in a minute.",
    failed && { label: "Try again", run: again });
  }
});

document.addEventListener("click", (event) => {
  if (closest(event.target, "[data-again]")) again();
});

// What the notice said is over once something worked; the answer may bring a new one after this.
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response?.status < 400) notice()?.replaceChildren();
});

// Signed in again in another tab, the page's token is stale. The refusal (400) brings the new one in a
// header: put it everywhere and send the same save once more, unseen.
function refresh(token, request) {
  const headers = JSON.parse(document.body.getAttribute("data-hx-headers:inherited"));
  document.body.setAttribute("data-hx-headers:inherited", JSON.stringify({ ...headers, "X-CSRFToken": token }));
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
  request.headers["X-CSRFToken"] = token;
  if (request.body?.has?.("csrf_token")) request.body.set("csrf_token", token);
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  ctx.fetch = async (url, request) => {
    const response = await fetch(url, request);
    const token = response.status === 400 && response.headers.get("X-CSRFToken");
    if (!token) return response;
    refresh(token, request);
    return fetch(url, request);
  };
});
