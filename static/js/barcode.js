"use strict";

// Where the browser reads barcodes by itself: the serial number by camera. Nothing leaves the browser but the number.
(async () => {
  const place = document.querySelector("[data-barcode]");
  const field = document.getElementById("id_serial");
  if (!place || !field || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const known = await window.BarcodeDetector.getSupportedFormats();
  const formats = ["code_128", "code_39", "data_matrix", "qr_code", "itf"].filter((one) => known.includes(one));
  if (!formats.length) return;

  const detector = new window.BarcodeDetector({ formats });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-dark btn-sm";
  button.textContent = place.dataset.start;
  const words = document.createElement("p");
  words.className = "form-text";
  words.setAttribute("role", "status");
  const video = document.createElement("video");
  video.className = "barcode-video";
  video.muted = true;
  video.playsInline = true;
  video.hidden = true;
  place.append(button, words, video);
  place.hidden = false;
  field.closest("div").append(place);

  let stream = null;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = true;
    button.textContent = place.dataset.start;
    words.textContent = "";
  };
  const look = async () => {
    if (!stream) return;
    const codes = await detector.detect(video).catch(() => []);
    const code = codes.find((one) => /^[A-Za-z0-9 -]{5,24}$/.test(one.rawValue));
    if (code) {
      field.value = code.rawValue;
      stop();
      field.focus();
      return;
    }
    setTimeout(look, 200);
  };
  button.addEventListener("click", async () => {
    if (stream) {
      stop();
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      words.textContent = place.dataset.refused;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.textContent = place.dataset.stop;
    words.textContent = place.dataset.hint;
    video.play().catch(() => {});
    look();
  });
})();
