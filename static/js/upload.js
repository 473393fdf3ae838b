"use strict";

// A form with a file and the words for it. data-upload="ahead": the file is sent as soon as it is chosen, and the part
// of the page that shows it is drawn anew. data-upload="with": it is sent with the form. Both show what was chosen and
// how far it has come; without this script the form is sent as any other.
for (const place of document.querySelectorAll("form [data-upload]")) {
  const form = place.closest("form");
  const words = place.dataset;
  const part = () => form.querySelector("[data-upload-part]");
  const field = () => form.querySelector("input[type=file]");
  let running = null;
  let waiting = null;

  const box = (name, tag = "div") => {
    const made = document.createElement(tag);
    made.className = name;
    return made;
  };

  // A small picture, drawn here: the file itself goes nowhere but to us.
  const drawn = async (file) => {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return null;
    const canvas = box("kept-document__picture", "canvas");
    const scale = Math.min(1, 320 / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  };

  const size = (bytes) =>
    bytes < 1e6
      ? `${Math.max(1, Math.round(bytes / 1024)).toLocaleString(document.documentElement.lang)} KB`
      : `${(bytes / 1024 / 1024).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;

  const show = async (file) => {
    form.querySelector(".upload")?.remove();
    if (!file) return null;
    const shown = box("kept-document upload");
    const name = box("upload__name", "p");
    name.textContent = `${words.chosen}: ${file.name} (${size(file.size)})`;
    const state = box("upload__state", "p");
    state.setAttribute("role", "status");
    const text = box("upload__text");
    text.append(name, state);
    shown.append(text);
    part().append(shown);
    const picture = file.type.startsWith("image/") ? await drawn(file) : null;
    if (picture && shown.isConnected) shown.prepend(picture);
    return shown;
  };

  const send = (shown, data) =>
    new Promise((arrived, lost) => {
      const state = shown.querySelector(".upload__state");
      const bar = box("upload__bar", "progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", words.sending);
      state.classList.remove("upload__state--lost");
      state.before(bar);
      state.textContent = words.sending;
      const call = new XMLHttpRequest();
      call.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      call.upload.addEventListener("load", () => {
        bar.removeAttribute("value"); // on its way through the checks, nobody knows how long
        state.textContent = words.checking;
      });
      call.addEventListener("load", () => (call.status < 500 ? arrived(call) : lost(call)));
      call.addEventListener("error", () => lost(call));
      call.addEventListener("abort", () => arrived(null));
      call.open("POST", form.action);
      call.send(data);
      running = call;
    }).finally(() => {
      running = null;
    });

  const failed = (shown) => {
    shown.querySelector(".upload__bar")?.remove();
    const state = shown.querySelector(".upload__state");
    state.classList.add("upload__state--lost");
    state.textContent = words.lost;
  };

  const page = (call) => new DOMParser().parseFromString(call.responseText, "text/html");

  const ahead = async () => {
    const file = field().files[0];
    running?.abort();
    const shown = await show(file);
    if (!shown) return;
    const data = new FormData(form);
    data.set("only", "file");
    let call;
    try {
      call = await send(shown, data);
    } catch {
      waiting = null;
      failed(shown);
      return;
    }
    const fresh = call && page(call).querySelector("[data-upload-part]");
    if (fresh) {
      part().replaceWith(fresh);
      const wrong = part().querySelector(".invalid-feedback");
      wrong?.setAttribute("role", "alert");
      part().querySelector(".status")?.setAttribute("role", "status");
      if (waiting && !wrong) form.requestSubmit(waiting);
      else (wrong ? field() : part()).focus();
      waiting = null;
    } else if (call) {
      window.location.assign(call.responseURL);
    }
  };

  const together = async (event) => {
    if (!field()?.files.length || event.defaultPrevented) return;
    event.preventDefault();
    if (running) return;
    const shown = form.querySelector(".upload") || (await show(field().files[0]));
    try {
      const call = await send(shown, new FormData(form));
      const fresh = page(call);
      const main = fresh.querySelector("main");
      if (!main) throw new Error("no page");
      document.title = fresh.title;
      window.history.replaceState(null, "", call.responseURL);
      document.querySelector("main").replaceWith(main);
      // A form that came back with errors is sent without this script the next time.
      main.focus();
    } catch {
      failed(shown);
    }
  };

  // Sent while the file is still on its way: the form waits for it, so that it arrives once.
  const afterwards = (event) => {
    if (!running) return;
    event.preventDefault();
    waiting = event.submitter;
  };

  form.addEventListener("change", (event) => {
    if (event.target !== field()) return;
    if (words.upload === "ahead") ahead();
    else show(field().files[0]);
  });
  form.addEventListener("submit", words.upload === "ahead" ? afterwards : together);
}
